using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Hosting.Pumps;

namespace FollowUpAgent.LostLeads;

/// <summary>The room that finds contacts who were let slip: who is worth another try, why, when, and who is left alone.</summary>
internal static class LostLeadsModule
{
    /// <summary>Adds scores, the queue, revivals, and the work behind them.</summary>
    public static void AddLostLeads(this IServiceCollection services)
    {
        services.AddConfigured<LostLeadsOptions>(LostLeadsOptions.Section, o => o.Faults());
        services.AddSingleton<LeadModels>();
        services.AddSingleton<LeadScoring>();
        services.AddSingleton<LeadTraining>();
        services.AddSingleton<LeadQueue>();
        services.AddSingleton<RevivalDesk>();
        services.AddSingleton<RevivalClosing>();
        services.AddSingleton<LeadPump>();
        services.AddSingleton<IPump>(p => p.GetRequiredService<LeadPump>());
        services.AddSingleton<LeadJob>();
        services.AddSingleton<IJob>(p => p.GetRequiredService<LeadJob>());
        services.AddSingleton<IPersonalData, LostLeadsPersonalData>();
    }
}
