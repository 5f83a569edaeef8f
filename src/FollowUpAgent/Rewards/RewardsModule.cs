using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Hosting.Pumps;

namespace FollowUpAgent.Rewards;

/// <summary>The room that says what each decision earned.</summary>
internal static class RewardsModule
{
    /// <summary>Adds the pump and the figures of the loop.</summary>
    public static void AddRewards(this IServiceCollection services)
    {
        services.AddSingleton<IPump, RewardPump>();
        services.AddSingleton<Observability>();
        services.AddSingleton<IPersonalData, RewardsPersonalData>();
        services.AddSingleton<LoopHealth>();
        for (var i = 0; i < LoopSign.Places; i++)
        {
            var place = i;
            services.AddSingleton<IHealthSign>(p => new LoopSign(p.GetRequiredService<LoopHealth>(), place));
        }
    }
}
