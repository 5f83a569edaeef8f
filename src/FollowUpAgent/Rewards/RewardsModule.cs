using FollowUpAgent.Hosting.Pumps;

namespace FollowUpAgent.Rewards;

/// <summary>The room that says what each decision earned.</summary>
internal static class RewardsModule
{
    /// <summary>Adds the pump.</summary>
    public static void AddRewards(this IServiceCollection services) => services.AddSingleton<IPump, RewardPump>();
}
