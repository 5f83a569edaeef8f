using System.Text.Json;

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
            Variants is null ? null : [.. Variants]),
        Compact);

    private static readonly JsonSerializerOptions Compact =
        new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    private sealed record Row(
        double Floor, double Spread, int Draws, string[] Outcomes, double[] Weights, double[] Priors, string? Slot, string[]? Variants);
}
