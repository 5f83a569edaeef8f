using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions.Goals;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Hosting;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Decisions;

/// <summary>The room that chooses: goal, groups' ways of choosing, ledger, snapshots.</summary>
internal static class DecisionsModule
{
    /// <summary>Adds the decider and what it needs.</summary>
    public static void AddDecisions(this IServiceCollection services)
    {
        services.AddConfigured<DecisionsOptions>(DecisionsOptions.Section, o => o.Faults());
        services.AddConfigured<Dictionary<string, OutcomeOptions?>>("Outcomes", (o, p) => OutcomeCatalog.Faults(o, p.GetRequiredService<Dictionary<string, SegmentOptions?>>()));
        services.AddSteered(p => OutcomeCatalog.From(
            p.GetRequiredService<Dictionary<string, OutcomeOptions?>>(), p.GetRequiredService<Dictionary<string, SegmentOptions?>>()));
        services.AddConfigured<Dictionary<string, GoalOptions?>>(
            GoalOptions.Section, (o, p) => GoalOptions.Faults(o, [.. p.GetRequiredService<OutcomeCatalog>().All.Select(outcome => outcome.Key)]));
        services.AddSteered(p => GoalCatalog.Of(p.GetRequiredService<Dictionary<string, GoalOptions?>>(), p.GetRequiredService<OutcomeCatalog>()));
        services.AddConfigured<Dictionary<string, SegmentOptions?>>(GuardrailFaults.SegmentsSection, GuardrailFaults.Of);
        services.AddConfigured<Dictionary<string, GuardrailOptions?>>(
            GuardrailFaults.Section,
            (rules, p) => GuardrailFaults.Of(
                rules, p.GetRequiredService<Dictionary<string, SegmentOptions?>>(), p.GetRequiredService<SequencesOptions>()));
        services.AddSteered(p => Guardrails.From(
            p.GetRequiredService<Dictionary<string, GuardrailOptions?>>(), p.GetRequiredService<Dictionary<string, SegmentOptions?>>()));
        services.AddSingleton<IOutcomeModelTrainer>(HierarchicalLogistic.Instance);
        services.AddSingleton(p => Recipe.Of(
            p.GetRequiredService<DecisionsOptions>(), p.GetRequiredService<OutcomeCatalog>(), p.GetRequiredService<IOutcomeModelTrainer>()));
        services.AddSingleton<Decider>();
        services.AddSingleton<DecisionContext>();
        services.AddSingleton<ServingSnapshot>();
        services.AddSingleton<IPersonalData, DecisionsPersonalData>();
    }
}
