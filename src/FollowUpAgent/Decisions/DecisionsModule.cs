using FollowUpAgent.Hosting;
using Microsoft.Extensions.Options;

namespace FollowUpAgent.Decisions;

/// <summary>The room that chooses: goal, groups' ways of choosing, ledger, snapshots.</summary>
internal static class DecisionsModule
{
    /// <summary>Adds the decider and what it needs.</summary>
    public static void AddDecisions(this IServiceCollection services)
    {
        services.AddConfigured<DecisionsOptions>(DecisionsOptions.Section, o => o.Faults());
        services.AddConfigured<Dictionary<string, OutcomeOptions?>>("Outcomes", OutcomeCatalog.Faults);
        services.AddSingleton(p => OutcomeCatalog.From(p.GetRequiredService<IOptions<Dictionary<string, OutcomeOptions?>>>().Value));
        services.AddSingleton(p => p.GetRequiredService<IOptions<DecisionsOptions>>().Value);
        services.AddSingleton<Decider>();
        services.AddSingleton<DecisionContext>();
        services.AddSingleton<ServingSnapshot>();
    }
}
