using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;
using MathNet.Numerics.Distributions;

namespace FollowUpAgent.Learning.Explanation;

/// <summary>A brief for the person who writes: what a next text should be like.</summary>
/// <param name="Traits">By name.</param>
/// <param name="Chance">The chance that a text like this beats today's best.</param>
/// <param name="Best">Today's best version.</param>
public sealed record WritingBrief(IReadOnlyDictionary<string, string> Traits, double Chance, string Best)
{
    // So many combinations are weighed, in the order of the labels.
    private const int MostCombinations = 2048;
    private const int Draws = 1000;

    /// <summary>
    /// The combination of known traits that is most likely to beat the best of the variants, which no variant has yet; null where there is
    /// none. What a text has beyond its traits is as uncertain as that of any new one.
    /// </summary>
    /// <param name="model">What was learned of the outcome.</param>
    /// <param name="schema">Its schema.</param>
    /// <param name="situation">The step, and whom it is written for.</param>
    /// <param name="slot">A slot; it is the same for all.</param>
    /// <param name="variants">The variants there are, at least one.</param>
    public static WritingBrief? Next(IOutcomeModel model, FeatureSchema schema, Situation situation, string slot, IReadOnlyList<Variant> variants)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(variants);
        ArgumentOutOfRangeException.ThrowIfLessThan(variants.Count, 1);
        var known = variants.Select(v => TextOf(v.Traits)).ToHashSet(StringComparer.Ordinal);
        var candidates = CombinationsOf(schema).Where(t => !known.Contains(TextOf(t))).Select(t => new Variant("next@1", t)).ToList();
        if (candidates.Count == 0)
        {
            return null;
        }

        var (means, deviations) = Ask(model, schema, situation, slot, [.. variants, .. candidates]);
        var best = Enumerable.Range(0, variants.Count).MaxBy(v => means[v]);
        var chances = candidates.Select((_, c) => ChanceToBeat(means, deviations, variants.Count + c, best)).ToList();
        var next = Enumerable.Range(0, chances.Count).MaxBy(c => chances[c]);
        return new WritingBrief(candidates[next].Traits, chances[next], variants[best].Version);
    }

    private static (double[] Means, double[] Deviations) Ask(
        IOutcomeModel model, FeatureSchema schema, Situation situation, string slot, IReadOnlyList<Variant> variants)
    {
        var (context, matrix) = (schema.Read(situation.Context), new DesignMatrix());
        var (common, ofSlot) = (matrix.Add(schema.Base(situation, context)), matrix.Add(schema.Of(slot, context)));
        foreach (var variant in variants)
        {
            matrix.AddRow(common, matrix.Add(schema.Of(situation, variant, context)), ofSlot, matrix.Add(schema.Of(situation, variant, slot)));
        }

        var (means, deviations) = (new double[variants.Count], new double[variants.Count * Draws]);
        model.Draw(matrix, Draws, means, deviations);
        return (means, deviations);
    }

    // Two normal values: Φ of their distance over its standard deviation.
    private static double ChanceToBeat(double[] means, double[] deviations, int one, int other)
    {
        var squares = 0.0;
        for (var d = 0; d < Draws; d++)
        {
            var distance = deviations[(one * Draws) + d] - deviations[(other * Draws) + d];
            squares += distance * distance;
        }

        return Normal.CDF(0, Math.Sqrt(squares / Draws), means[one] - means[other]);
    }

    private static IEnumerable<IReadOnlyDictionary<string, string>> CombinationsOf(FeatureSchema schema)
    {
        IEnumerable<Dictionary<string, string>> combinations = [[]];
        foreach (var trait in schema.Levels.Where(l => l.Block is FeatureBlock.Trait)
            .Select(l => l.Label.Split('=', 2)).GroupBy(t => t[0], t => t[1], StringComparer.Ordinal))
        {
            combinations = combinations.SelectMany(c => trait.Select(value => new Dictionary<string, string>(c) { [trait.Key] = value }));
        }

        return combinations.Where(c => c.Count > 0).Take(MostCombinations);
    }

    private static string TextOf(IReadOnlyDictionary<string, string> traits) =>
        string.Join('\n', traits.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}={t.Value}"));
}
