using System.Text.Json;
using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Explanation;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Reports.Reasons;

/// <summary>Why an action and not the one that was expected to be next best, by the snapshot that decided.</summary>
/// <param name="Against">The runner-up.</param>
/// <param name="Variant">Where slots are compared: the variant they are compared with, the one worth most in them; else null.</param>
/// <param name="Outcomes">By outcome that something was seen of.</param>
internal sealed record DecisionReasons(string Against, string? Variant, IReadOnlyList<OutcomeReasons> Outcomes)
{
    /// <summary>By how much the action was expected to be worth more than the runner-up, in the goal's unit; less than 0 where chance drew the lesser.</summary>
    public double Lead { get; init; }

    /// <summary>The smallest change of one outcome's weight that would have turned the order; null where none would.</summary>
    public WeightTurn? Turn { get; init; }

    /// <summary>Takes a ledger row apart; null where no model took part, nothing was learned yet, or there was no choice.</summary>
    /// <param name="row">The row.</param>
    /// <param name="snapshot">The snapshot that it names.</param>
    /// <param name="variants">The versions that the step ever had.</param>
    public static DecisionReasons? Of(Decision row, Served snapshot, IReadOnlyList<Variant> variants)
    {
        if (row.Settings is null || row.Forecasts is null || row.Erased)
        {
            return null;
        }

        var (settings, actions) = (ModelSettings.Parse(row.Settings), JsonSerializer.Deserialize<string[]>(row.Actions)!);
        var expected = JsonSerializer.Deserialize<double[][]>(row.Forecasts)!;
        var others = Enumerable.Range(0, actions.Length).Where(i => actions[i] != row.Chosen).ToList();
        if (others.Count == 0)
        {
            return null;
        }

        var against = actions[others.MaxBy(i => expected[i][0])];
        var situation = new Situation(row.Sequence, row.Step, DecisionContext.Parse(row.Context));
        var deeds = new Deeds(snapshot.Learned, situation, settings, [.. variants]);
        var variant = row.Stage == Decision.When ? deeds.BestIn(row.Chosen == Decision.Skip ? against : row.Chosen) : null;
        var outcomes = settings.Outcomes.Where(o => snapshot.Learned.HasSeen(o.Key))
            .Select(o => OutcomeReasons.Of(o, snapshot.Learned, situation, settings, deeds.Of(row.Chosen, variant), deeds.Of(against, variant)))
            .OfType<OutcomeReasons>().ToList();
        if (outcomes.Count == 0)
        {
            return null;
        }

        var differences = settings.Outcomes.Select(o => (Outcome: o, Difference: deeds.DifferenceOf(o, row.Chosen, against, variant))).ToList();
        var lead = differences.Sum(d => d.Outcome.Weight * d.Difference);
        return new DecisionReasons(against, variant?.Version, outcomes) { Lead = lead, Turn = WeightTurn.Smallest(lead, differences) };
    }

    // Actions as what was done.
    private sealed record Deeds(FittedRecipe Recipe, Situation Situation, ModelSettings Settings, IReadOnlyList<Variant> Variants)
    {
        public Deed Of(string action, Variant? variant) => action == Decision.Skip
            ? Deed.Skip
            : variant is null ? new Deed(Settings.Slot, Find(action)) : new Deed(action, variant);

        public Variant BestIn(string slot)
        {
            var there = Settings.Variants!.Select(Find).ToList();
            var means = Settings.Policy().Which(Recipe, Situation, slot, there, Settings.FatigueOf(there)).Means;
            return there[Enumerable.Range(0, there.Count).MaxBy(i => means[i])];
        }

        // By the very functions that forecast, asked for one outcome alone: worth 1, it is worth its probability.
        public double DifferenceOf(Outcome outcome, string chosen, string other, Variant? variant)
        {
            var policy = Settings.Policy() with { Outcomes = [new WeightedOutcome(outcome.Key, 1, outcome.PriorRate)] };
            if (variant is null)
            {
                List<Variant> both = [Find(chosen), Find(other)];
                var which = policy.Which(Recipe, Situation, Settings.Slot!, both, outcome.Weight > 0 ? Settings.FatigueOf(both) : null).Means;
                return which[0] - which[1];
            }

            List<string> slots = [.. new[] { chosen, other }.Where(a => a != Decision.Skip)];
            var when = policy.When(Recipe, Situation, slots, [variant], slots.Count < 2, outcome.Weight > 0 ? Settings.FatigueOf([variant]) : null).Means;
            return chosen == Decision.Skip ? when[1] - when[0] : when[0] - when[1];
        }

        private Variant Find(string version) =>
            Variants.FirstOrDefault(v => v.Version == version) ?? new Variant(version, new Dictionary<string, string>());
    }
}

/// <summary>What speaks for an action and against another, for one outcome.</summary>
/// <param name="Outcome">The outcome's key.</param>
/// <param name="Weight">What one event of it is worth.</param>
/// <param name="LogOdds">The difference of the log-odds: the sum of the parts, nothing left out.</param>
/// <param name="Parts">What adds to it, the largest first.</param>
internal sealed record OutcomeReasons(string Outcome, double Weight, double LogOdds, IReadOnlyList<Contribution> Parts)
{
    /// <summary>The odds of the outcome under the chosen action, as a multiple of those under the other.</summary>
    public double OddsRatio => Math.Exp(LogOdds);

    /// <summary>Takes the difference apart; null for a model that has no coefficients.</summary>
    public static OutcomeReasons? Of(
        Outcome outcome, FittedRecipe recipe, Situation situation, ModelSettings settings, Deed chosen, Deed other)
    {
        if (Contributions.CoefficientsOf(recipe.ModelOf(outcome.Key, outcome.PriorRate)) is not { } coefficients)
        {
            return null;
        }

        IReadOnlyList<Contribution> parts =
        [
            .. Contributions.Between(recipe.Schema, coefficients, situation, chosen, other)
                .Concat(outcome.Weight > 0 ? FatigueOf(settings, chosen, -1).Concat(FatigueOf(settings, other, 1)) : [])
                .OrderByDescending(p => Math.Abs(p.LogOdds)),
        ];
        return new OutcomeReasons(outcome.Key, outcome.Weight, parts.Sum(p => p.LogOdds), parts);
    }

    private static IEnumerable<Contribution> FatigueOf(ModelSettings settings, Deed deed, double sign) =>
        deed.Variant is { } variant && settings.Fatigue?.GetValueOrDefault(variant.Version) is > 0 and var tired
            ? [new Contribution($"sent before {variant.Key}", FeatureBlock.Variant, sign * tired)]
            : [];
}
