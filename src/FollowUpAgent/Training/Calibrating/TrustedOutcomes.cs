using System.Text.Json;
using FollowUpAgent.Learning.Outcomes;

namespace FollowUpAgent.Training.Calibrating;

/// <summary>Which models of a snapshot are held to their word: a young one still goes by its prior, which nobody has promised.</summary>
internal static class TrustedOutcomes
{
    /// <summary>The outcomes that a snapshot has learned enough of, by its diagnostics.</summary>
    public static IReadOnlySet<string> Of(string? diagnostics)
    {
        var trusted = new HashSet<string>(StringComparer.Ordinal);
        if (diagnostics is null)
        {
            return trusted;
        }

        using var read = JsonDocument.Parse(diagnostics);
        if (!read.RootElement.TryGetProperty("outcomes", out var outcomes))
        {
            return trusted;
        }

        foreach (var outcome in outcomes.EnumerateArray())
        {
            if (outcome.GetProperty("figures") is { ValueKind: JsonValueKind.Object } figures
                && outcome.GetProperty("mature").GetInt64() >= HierarchicalLogistic.EnoughMature
                && figures.GetProperty("positives").GetDouble() >= HierarchicalLogistic.EnoughPositives)
            {
                trusted.Add(outcome.GetProperty("outcome").GetString()!);
            }
        }

        return trusted;
    }
}
