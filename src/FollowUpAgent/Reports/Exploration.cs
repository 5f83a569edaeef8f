using System.Text.Json;
using FollowUpAgent.Decisions;
using FollowUpAgent.Reports.Evidence;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Reports;

/// <summary>What the agent tried out instead of what it expected most of, and what that cost.</summary>
internal sealed record ExplorationWeek
{
    /// <summary>How many choices of the treatment group it is read from: the newest of the week, of both stages.</summary>
    public required long Choices { get; init; }

    /// <summary>The share of them that was not what the models expected most of.</summary>
    public required double TriedShare { get; init; }

    /// <summary>What trying costs in reward for each contact decided for, as the models saw it when they chose: an expectation, no measurement.</summary>
    public required double CostPerDecision { get; init; }

    /// <summary>The same for all of the week.</summary>
    public required double Cost { get; init; }

    /// <summary>What was tried most.</summary>
    public required IReadOnlyList<TriedVariant> Tried { get; init; }

    /// <summary>What it costs to leave the control group to chance; null where that cannot be said.</summary>
    public ControlCost? Control { get; init; }

    private const int MostChoices = 40_000;
    private const int MostTried = 5;

    /// <summary>Reads it; null where no model chose anything.</summary>
    public static async Task<ExplorationWeek?> ReadAsync(Session session, Span span, long decisions, ControlCost? control)
    {
        var choices = (await session.FindChoicesAsync(span, MostChoices)).ConvertAll(Choice.Of);
        return choices.Count == 0 ? null : Of(choices, decisions) with { Control = control };
    }

    /// <summary>Sums up choices.</summary>
    /// <param name="choices">Of either stage.</param>
    /// <param name="decisions">How many contacts were decided for in the week.</param>
    public static ExplorationWeek Of(IReadOnlyList<Choice> choices, long decisions)
    {
        // A decision has one choice of when, and one of which where it came to a mail.
        var decided = Math.Max(1, choices.Count(c => c.Stage == Decision.When));
        var perDecision = choices.Sum(c => c.Cost) / decided;
        return new ExplorationWeek
        {
            Choices = choices.Count,
            TriedShare = choices.Count(c => c.IsTrial) / (double)choices.Count,
            CostPerDecision = perDecision,
            Cost = perDecision * decisions,
            Tried =
            [
                .. choices.Where(c => c.IsTrial && c.Stage == Decision.Which)
                    .GroupBy(c => (c.Sequence, c.Step, c.Chosen))
                    .OrderByDescending(g => g.Count()).ThenBy(g => g.Key.ToString(), StringComparer.Ordinal)
                    .Take(MostTried)
                    .Select(g => new TriedVariant(g.Key.Sequence, g.Key.Step, g.Key.Chosen, g.Count())),
            ],
        };
    }
}

/// <summary>A variant that was sent though another was expected to do better.</summary>
internal sealed record TriedVariant(string Sequence, string Step, string Variant, int Times);

/// <summary>What the contacts of the control group that were decided for this week would have earned more with the agent: measured, by the difference of the groups.</summary>
/// <param name="Contacts">How many.</param>
/// <param name="Value">Reward.</param>
/// <param name="Interval">Its interval, that holds however often one looks.</param>
internal sealed record ControlCost(long Contacts, double Value, Interval Interval)
{
    /// <summary>By the difference of treatment and control; null where that cannot be said.</summary>
    public static ControlCost? Of(GroupWeek? control, Uplift? uplift) => control is not { Active: > 0 } || uplift?.AlwaysValid is not { } bounds
        ? null
        : new ControlCost(control.Active, uplift.Difference * control.Active, new Interval(bounds.Low * control.Active, bounds.High * control.Active));
}

/// <summary>A choice of one stage with what the models expected of it.</summary>
/// <param name="Stage">Which stage.</param>
/// <param name="Sequence">The sequence's key.</param>
/// <param name="Step">The step's key.</param>
/// <param name="Chosen">What was drawn.</param>
/// <param name="Cost">What the best was expected to bring, less what the draw was: both as an expectation.</param>
/// <param name="IsTrial">Whether something else was expected to bring more than what was drawn.</param>
internal sealed record Choice(string Stage, string Sequence, string Step, string Chosen, double Cost, bool IsTrial)
{
    // Smaller differences are the same forecast with another rounding.
    private const double Alike = 1e-9;

    /// <summary>Reads a ledger row.</summary>
    public static Choice Of(ChoiceRow row)
    {
        var (actions, chances) = (JsonSerializer.Deserialize<string[]>(row.Actions)!, JsonSerializer.Deserialize<double[]>(row.Propensities)!);
        double[] values = [.. JsonSerializer.Deserialize<double[][]>(row.Forecasts)!.Select(f => f[0])];
        var best = values.Max();
        var mine = values[Array.IndexOf(actions, row.Chosen)];
        return new Choice(row.Stage, row.Sequence, row.Step, row.Chosen, best - values.Zip(chances, (v, p) => v * p).Sum(), best - mine > Alike);
    }
}

/// <summary>A stage of a decision that a model made.</summary>
internal sealed class ChoiceRow
{
    public string Stage { get; set; } = "";

    public string Sequence { get; set; } = "";

    public string Step { get; set; } = "";

    public string Chosen { get; set; } = "";

    public string Actions { get; set; } = "[]";

    public string Propensities { get; set; } = "[]";

    public string Forecasts { get; set; } = "[]";
}
