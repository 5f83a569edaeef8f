using System.Text.Json;
using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Oversight.Approvals;

namespace FollowUpAgent.Scenarios.Scoreboard;

/// <summary>What overriding cost or brought as the agent saw it when it proposed: from the forecasts in the ledger. Pure.</summary>
internal static class Overrides
{
    /// <summary>The kinds of answer that put something in the place of a proposal.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [ApprovalState.Changed, ApprovalState.Skipped];

    /// <summary>The mean over items that were answered in one way.</summary>
    /// <param name="answer">The way.</param>
    /// <param name="given">The answers.</param>
    /// <param name="ledger">The rows of their decisions.</param>
    public static OverrideEstimate Estimate(string answer, IEnumerable<GivenAnswer> given, ILookup<DecisionId, Decision> ledger)
    {
        var items = given.Where(g => g.State == answer).ToList();
        var losses = items.Select(g => LossOf(g, [.. ledger[g.DecisionId]])).OfType<double>().ToList();
        if (losses.Count < Scores.LeastItems)
        {
            return new OverrideEstimate(answer, items.Count, losses.Count, null, null, null);
        }

        var mean = losses.Average();
        var error = Math.Sqrt(losses.Sum(l => (l - mean) * (l - mean)) / (losses.Count - 1) / losses.Count);
        var (low, high) = NormalInterval.Around(mean, error);
        return new OverrideEstimate(answer, items.Count, losses.Count, mean, low, high);
    }

    /// <summary>The expected value of a proposal less that of what was done; null where the ledger has no forecast for both.</summary>
    public static double? LossOf(GivenAnswer given, IReadOnlyList<Decision> rows)
    {
        var slots = ValuesOf(rows, Decision.When);
        if (given.DoneSlot == Decision.Skip)
        {
            return Difference(slots, given.Slot, Decision.Skip);
        }

        var (slot, variant) = (Difference(slots, given.Slot, given.DoneSlot), Difference(ValuesOf(rows, Decision.Which), given.Variant, given.DoneVariant));
        return slot + variant;
    }

    private static double? Difference(Dictionary<string, double> values, string proposed, string? done) =>
        done is null ? 0 : values.TryGetValue(proposed, out var mine) && values.TryGetValue(done, out var theirs) ? mine - theirs : null;

    private static Dictionary<string, double> ValuesOf(IReadOnlyList<Decision> rows, string stage)
    {
        if (rows.FirstOrDefault(r => r.Stage == stage) is not { Forecasts: { } forecasts } row)
        {
            return [];
        }

        var expected = JsonSerializer.Deserialize<double[][]>(forecasts)!;
        return JsonSerializer.Deserialize<string[]>(row.Actions)!.Select((action, i) => (action, expected[i][0])).ToDictionary();
    }
}
