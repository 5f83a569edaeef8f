using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;

namespace FollowUpAgent.Learning.Explanation;

/// <summary>What one feature adds to the log-odds of the chosen deed beyond those of another.</summary>
/// <param name="Feature">Its name in the schema.</param>
/// <param name="Block">Its kind.</param>
/// <param name="LogOdds">How much; below 0 it speaks for the other.</param>
public sealed record Contribution(string Feature, FeatureBlock Block, double LogOdds);

/// <summary>Takes a decision apart. The parts add up to the difference of the logits: nothing is approximated. Pure.</summary>
public static class Contributions
{
    /// <summary>The mean coefficients of a model, over all that it is mixed of; null where one of these has none.</summary>
    public static IReadOnlyList<double>? CoefficientsOf(IOutcomeModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        double[]? sum = null;
        foreach (var (component, share) in model.Components)
        {
            if (component is not HierarchicalModel { Mean: var mean })
            {
                return null;
            }

            sum ??= new double[mean.Count];
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += share * mean[i];
            }
        }

        return sum;
    }

    /// <summary>The parts of the difference between two deeds, the largest first; features that add nothing are left out.</summary>
    /// <param name="schema">The schema of the snapshot that decided.</param>
    /// <param name="coefficients">Its model's mean coefficients, in the schema's order.</param>
    /// <param name="situation">Where and about whom.</param>
    /// <param name="chosen">What was done.</param>
    /// <param name="other">What it is held against, as the runner-up.</param>
    public static IReadOnlyList<Contribution> Between(
        FeatureSchema schema, IReadOnlyList<double> coefficients, Situation situation, Deed chosen, Deed other)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(coefficients);
        ArgumentNullException.ThrowIfNull(situation);
        ArgumentOutOfRangeException.ThrowIfNotEqual(coefficients.Count, schema.Count);
        var values = new SortedDictionary<int, double>();
        Add(schema, situation, chosen, 1, values);
        Add(schema, situation, other, -1, values);
        return
        [
            .. values.Where(v => v.Value * coefficients[v.Key] != 0)
                .Select(v => new Contribution(schema.NameOf(v.Key), schema.BlockOf(v.Key), v.Value * coefficients[v.Key]))
                .OrderByDescending(c => Math.Abs(c.LogOdds)).ThenBy(c => c.Feature, StringComparer.Ordinal),
        ];
    }

    // A feature that no training row had adds nothing on average, beyond what it inherits.
    private static void Add(FeatureSchema schema, Situation situation, Deed deed, double sign, SortedDictionary<int, double> values)
    {
        foreach (var part in PartsOf(schema, situation, deed))
        {
            foreach (var (feature, value) in part.Known.Concat(part.Inherited))
            {
                values[feature] = values.GetValueOrDefault(feature) + (sign * value);
            }
        }
    }

    private static IReadOnlyList<FeaturePart> PartsOf(FeatureSchema schema, Situation situation, Deed deed)
    {
        var context = schema.Read(situation.Context);
        if (deed.Variant is not { } variant)
        {
            return [schema.Base(situation, context), schema.Skip()];
        }

        return deed.Slot is { } slot
            ? [schema.Base(situation, context), schema.Of(situation, variant, context), schema.Of(slot, context), schema.Of(situation, variant, slot)]
            : [schema.Base(situation, context), schema.Of(situation, variant, context)];
    }
}
