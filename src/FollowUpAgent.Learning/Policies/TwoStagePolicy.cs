using System.Buffers;
using System.Numerics.Tensors;
using FollowUpAgent.Learning.Features;

namespace FollowUpAgent.Learning.Policies;

/// <summary>
/// Scaled Thompson sampling in two stages from the same joint draws. Each action is chosen with the share of the draws in which it is
/// worth most, floored. The returned vector is the true propensity, because the action is drawn from it: the number of draws bears on how
/// good the policy is, never on how true its log is. Pure and thread-safe.
/// </summary>
/// <param name="Outcomes">What counts.</param>
/// <param name="Spread">Scales a draw's distance from the mean; .5 explores less than plain Thompson sampling, which over-explores at mail rates.</param>
/// <param name="Floor">ε of <see cref="Propensities.Floor"/>, in both stages.</param>
/// <param name="Draws">Joint draws; 1000 keeps the error of a probability under .02.</param>
public sealed record TwoStagePolicy(IReadOnlyList<WeightedOutcome> Outcomes, double Spread, double Floor, int Draws)
{
    /// <summary>Weighs the variants of a step in the slot that has begun.</summary>
    /// <param name="recipe">What was learned.</param>
    /// <param name="situation">Where and about whom.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="variants">At least one.</param>
    /// <param name="fatigue">How tired the contact is of each variant (<see cref="Fatigue"/>), or null for not at all.</param>
    public StageForecast Which(
        FittedRecipe recipe, Situation situation, string slot, IReadOnlyList<Variant> variants, IReadOnlyList<double>? fatigue = null)
    {
        ArgumentNullException.ThrowIfNull(variants);
        ArgumentOutOfRangeException.ThrowIfLessThan(variants.Count, 1);
        using var value = new UtilityDraws(recipe, Matrix(recipe, situation, [slot], variants, withSkip: false), Outcomes, Spread, Draws, fatigue);
        return Forecast(value.Honest, value.Scaled, variants.Count);
    }

    /// <summary>Weighs the slots of a step that fell due, and skipping it where <paramref name="withSkip"/>; the skip is the last action.</summary>
    /// <param name="recipe">What was learned.</param>
    /// <param name="situation">Where and about whom.</param>
    /// <param name="slots">The slots.</param>
    /// <param name="variants">What can be sent in them, at least one; a slot is worth what they are at the probabilities they would have in it.</param>
    /// <param name="withSkip">Whether the step may be passed over.</param>
    /// <param name="fatigue">How tired the contact is of each variant (<see cref="Fatigue"/>), or null for not at all.</param>
    public StageForecast When(
        FittedRecipe recipe,
        Situation situation,
        IReadOnlyList<string> slots,
        IReadOnlyList<Variant> variants,
        bool withSkip,
        IReadOnlyList<double>? fatigue = null)
    {
        ArgumentNullException.ThrowIfNull(slots);
        ArgumentNullException.ThrowIfNull(variants);
        ArgumentOutOfRangeException.ThrowIfLessThan(variants.Count, 1);
        // The same in each slot; the skip after them has none.
        var tired = fatigue is null ? null : slots.SelectMany(_ => fatigue).Append(0).ToList();
        using var value = new UtilityDraws(recipe, Matrix(recipe, situation, slots, variants, withSkip), Outcomes, Spread, Draws, tired);
        var count = slots.Count + (withSkip ? 1 : 0);
        var (honest, scaled) = (Zeros(count * Draws), Zeros(count * Draws));
        for (var s = 0; s < slots.Count; s++)
        {
            var first = s * variants.Count;
            var p = Shares(row => value.Scaled(first + row), variants.Count);
            for (var v = 0; v < variants.Count; v++)
            {
                AddShare(value.Honest(first + v), p[v], honest.AsSpan(s * Draws, Draws));
                AddShare(value.Scaled(first + v), p[v], scaled.AsSpan(s * Draws, Draws));
            }
        }

        if (withSkip)
        {
            value.Honest(slots.Count * variants.Count).CopyTo(honest.AsSpan(slots.Count * Draws));
            value.Scaled(slots.Count * variants.Count).CopyTo(scaled.AsSpan(slots.Count * Draws));
        }

        var forecast = Forecast(row => honest.AsSpan(row * Draws, Draws), row => scaled.AsSpan(row * Draws, Draws), count);
        ArrayPool<double>.Shared.Return(honest);
        ArrayPool<double>.Shared.Return(scaled);
        return forecast;
    }

    private static double[] Zeros(int count)
    {
        var rented = ArrayPool<double>.Shared.Rent(count);
        rented.AsSpan(0, count).Clear();
        return rented;
    }

    // A row for each variant in each slot, slot after slot, then the skip.
    private static DesignMatrix Matrix(
        FittedRecipe recipe, Situation situation, IReadOnlyList<string> slots, IReadOnlyList<Variant> variants, bool withSkip)
    {
        var schema = recipe.Schema;
        var context = schema.Read(situation.Context);
        var matrix = new DesignMatrix();
        var common = matrix.Add(schema.Base(situation, context));
        var ofVariant = new int[variants.Count];
        for (var v = 0; v < ofVariant.Length; v++)
        {
            ofVariant[v] = matrix.Add(schema.Of(situation, variants[v], context));
        }

        foreach (var slot in slots)
        {
            var ofSlot = matrix.Add(schema.Of(slot, context));
            for (var v = 0; v < ofVariant.Length; v++)
            {
                matrix.AddRow(common, ofVariant[v], ofSlot, matrix.Add(schema.Of(situation, variants[v], slot)));
            }
        }

        if (withSkip)
        {
            matrix.AddRow(common, matrix.Add(schema.Skip()));
        }

        return matrix;
    }

    private StageForecast Forecast(Rows honest, Rows scaled, int count)
    {
        var (means, deviations) = (new double[count], new double[count]);
        for (var k = 0; k < count; k++)
        {
            means[k] = TensorPrimitives.Average<double>(honest(k));
            deviations[k] = TensorPrimitives.StdDev<double>(honest(k));
        }

        return new StageForecast(means, deviations, Shares(scaled, count));
    }

    // The share of the draws in which each is worth most; equals share.
    private double[] Shares(Rows values, int count)
    {
        var (highest, ties) = (ArrayPool<double>.Shared.Rent(Draws), Zeros(Draws));
        var most = highest.AsSpan(0, Draws);
        values(0).CopyTo(most);
        for (var k = 1; k < count; k++)
        {
            TensorPrimitives.Max(most, values(k), most);
        }

        for (var k = 0; k < count; k++)
        {
            var value = values(k);
            for (var j = 0; j < most.Length; j++)
            {
                ties[j] += value[j] == most[j] ? 1 : 0;
            }
        }

        var shares = new double[count];
        for (var k = 0; k < count; k++)
        {
            var value = values(k);
            for (var j = 0; j < most.Length; j++)
            {
                shares[k] += value[j] == most[j] ? 1 / ties[j] : 0;
            }

            shares[k] /= Draws;
        }

        ArrayPool<double>.Shared.Return(highest);
        ArrayPool<double>.Shared.Return(ties);
        return Propensities.Floor(shares, Floor);
    }

    private static void AddShare(ReadOnlySpan<double> value, double share, Span<double> sum) => TensorPrimitives.MultiplyAdd(value, share, sum, sum);

    private delegate Span<double> Rows(int row);
}
