using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Health;

namespace FollowUpAgent.Oversight;

/// <summary>The room in which people are in charge: what they have to do, and what the agent leaves alone meanwhile.</summary>
internal static class OversightModule
{
    /// <summary>Adds tasks and what holds mails back.</summary>
    public static void AddOversight(this IServiceCollection services)
    {
        services.AddConfigured<TasksOptions>(TasksOptions.Section, o => o.Faults());
        services.AddSingleton<Owners>();
        services.AddSingleton<TaskDesk>();
        services.AddSingleton<IPersonalData, OversightPersonalData>();
        services.AddSingleton<IHealthSign, TasksSign>();
    }
}
