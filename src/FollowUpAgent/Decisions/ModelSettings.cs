using System.Text.Json;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Decisions;

/// <summary>
/// What a forecast depends on besides snapshot and question. It stands in the ledger, because weights and floors may be others by the
/// time someone asks why.
/// </summary>
/// <param name="Floor">The share of chance that keeps every action possible.</param>
/// <param name="Spread">Scales the exploration.</param>
/// <param name="Draws">Joint draws.</param>
/// <param name="Outcomes">What counted, in order.</param>
internal sealed record ModelSettings(double Floor, double Spread, int Draws, IReadOnlyList<Outcome> Outcomes)
{
    /// <summary>The slot that had begun, at the second stage; else null.</summary>
    public string? Slot { get; init; }

    /// <summary>The versions that could be sent, at the first stage; at the second the actions say it, and this is null.</summary>
    public IReadOnlyList<string>? Variants { get; init; }

    /// <summary>How tired the contact was of versions that it had before (<see cref="Learning.Policies.Fatigue"/>); null where of none.</summary>
    public IReadOnlyDictionary<string, double>? Fatigue { get; init; }

    /// <summary>The policy that these settings make.</summary>
    public TwoStagePolicy Policy() => new([.. Outcomes.Select(o => new WeightedOutcome(o.Key, o.Weight, o.PriorRate))], Spread, Floor, Draws);

    /// <summary>How tired the contact was of each of these; null where of none.</summary>
    public IReadOnlyList<double>? FatigueOf(IReadOnlyList<Variant> variants) =>
        Fatigue is null ? null : [.. variants.Select(v => Fatigue.GetValueOrDefault(v.Version))];

    /// <summary>Reads the settings of a ledger row.</summary>
    public static ModelSettings Parse(string text)
    {
        var row = JsonSerializer.Deserialize<Row>(text, JsonSerializerOptions.Web) ?? throw new FormatException("The row's settings are empty.");
        // A window plays no part in a forecast.
        return new ModelSettings(
            row.Floor, row.Spread, row.Draws, [.. row.Outcomes.Select((key, i) => new Outcome(key, row.Weights[i], TimeSpan.Zero, row.Priors[i]))])
        {
            Slot = row.Slot,
            Variants = row.Variants,
            Fatigue = row.Fatigue,
        };
    }

    /// <summary>The text for the ledger.</summary>
    public string ToText() => JsonSerializer.Serialize(
        new Row(
            Floor,
            Spread,
            Draws,
            [.. Outcomes.Select(o => o.Key)],
            [.. Outcomes.Select(o => o.Weight)],
            [.. Outcomes.Select(o => o.PriorRate)],
            Slot,
            Variants is null ? null : [.. Variants],
            Fatigue),
        Compact);

    private static readonly JsonSerializerOptions Compact =
        new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    private sealed record Row(
        double Floor, double Spread, int Draws, string[] Outcomes, double[] Weights, double[] Priors, string? Slot, string[]? Variants,
        IReadOnlyDictionary<string, double>? Fatigue);
}
