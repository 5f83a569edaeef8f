using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Oversight.Autonomy;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Oversight.People;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Oversight;

/// <summary>The room in which people are in charge: what they have to do, and what the agent leaves alone meanwhile.</summary>
internal static class OversightModule
{
    /// <summary>Adds people, directives, tasks and what holds mails back.</summary>
    public static void AddOversight(this IServiceCollection services)
    {
        services.AddConfigured<TasksOptions>(TasksOptions.Section, o => o.Faults());
        services.AddConfigured<AutonomyOptions>(
            AutonomyOptions.Section,
            // The catalog can only be built from sequences without faults; theirs are listed first and are enough for one go.
            (o, p) => SequencesFaults.In(p.GetRequiredService<IConfiguration>()).Count > 0 ? [] : o.Faults(p.GetRequiredService<SequenceCatalog>()));
        services.AddSteered(p => AutonomyRules.From(p.GetRequiredService<AutonomyOptions>(), IsLive(p.GetRequiredService<IConfiguration>())));
        services.AddConfigured<Dictionary<string, PersonOptions?>>(PersonOptions.Section, PersonOptions.Faults);
        services.AddSingleton<Staff>();
        services.AddSteered(p => Pauses.Of(p.GetRequiredService<AutonomyOptions>()));
        services.AddSingleton<SteeringDesk>();
        services.AddSingleton<DirectiveDesk>();
        services.AddSingleton<PauseDesk>();
        services.AddSingleton<IHealthSign, DirectivesSign>();
        services.AddSingleton<Owners>();
        services.AddSingleton<TaskDesk>();
        services.AddSingleton<IPersonalData, OversightPersonalData>();
        services.AddSingleton<IPersonalData, ApprovalPersonalData>();
        services.AddSingleton<IHealthSign, TasksSign>();
        services.AddSingleton<IHealthSign, ApprovalsSign>();
    }

    // The key of a later room: whether mail leaves for real decides how careful the default is.
    private static bool IsLive(IConfiguration configuration) => bool.TryParse(configuration["Delivery:Live"], out var isLive) && isLive;
}
