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
    /// <summary>What binds the variants, by their place in the list that is asked about; in every slot alike.</summary>
    public IReadOnlyList<ShareBound> VariantBounds { get; init; } = [];

    /// <summary>The most probability that the slots have together, where the step may be passed over.</summary>
    public double MostSent { get; init; } = 1;

    /// <summary>Weighs the variants of a step in the slot that has begun.</summary>
    /// <param name="recipe">What was learned.</param>
    /// <param name="situation">Where and about whom.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="variants">At least one.</param>
    /// <param name="fatigue">How tired the contact is of each variant (<see cref="Fatigue"/>), or null for not at all.</param>
    public StageForecast Which(
        FittedRecipe recipe, Situation situation, string slot, IReadOnlyList<Variant> variants, IReadOnlyList<double>? fatigue = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(variants);
        ArgumentOutOfRangeException.ThrowIfLessThan(variants.Count, 1);
        using var rows = new DeedRows(recipe.Schema, situation, variants);
        rows.Add(slot);
        using var value = new UtilityDraws(recipe, rows.Matrix, Outcomes, Spread, Draws, fatigue);
        return Forecast(value.Honest(0, variants.Count), value.Scaled(0, variants.Count), variants.Count, new ShareBounds(variants.Count, VariantBounds));
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
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(slots);
        ArgumentNullException.ThrowIfNull(variants);
        ArgumentOutOfRangeException.ThrowIfLessThan(variants.Count, 1);
        using var rows = new DeedRows(recipe.Schema, situation, variants);
        for (var s = 0; s < slots.Count; s++)
        {
            rows.Add(slots[s]);
        }

        if (withSkip)
        {
            rows.AddSkip();
        }

        using var value = new UtilityDraws(recipe, rows.Matrix, Outcomes, Spread, Draws, fatigue is null ? null : InEach(slots.Count, fatigue));
        return BySlot(value, slots.Count, variants.Count, withSkip);
    }

    // The same in each slot; a skip after them has none.
    private static List<double> InEach(int slots, IReadOnlyList<double> fatigue) => [.. Enumerable.Repeat(fatigue, slots).SelectMany(f => f), 0];

    // A slot is worth what its variants are, at the probabilities that they would have in it.
    private StageForecast BySlot(UtilityDraws value, int slots, int variants, bool withSkip)
    {
        var count = slots + (withSkip ? 1 : 0);
        var (honest, scaled) = (Zeros(count * Draws), Zeros(count * Draws));
        var p = ArrayPool<double>.Shared.Rent(variants);
        var ofVariants = new ShareBounds(variants, VariantBounds);
        for (var s = 0; s < slots; s++)
        {
            var first = s * variants;
            Share(value.Scaled(first, variants), p.AsSpan(0, variants), ofVariants);
            for (var v = 0; v < variants; v++)
            {
                AddShare(value.Honest(first + v, 1), p[v], honest.AsSpan(s * Draws, Draws));
                AddShare(value.Scaled(first + v, 1), p[v], scaled.AsSpan(s * Draws, Draws));
            }
        }

        if (withSkip)
        {
            value.Honest(slots * variants, 1).CopyTo(honest.AsSpan(slots * Draws, Draws));
            value.Scaled(slots * variants, 1).CopyTo(scaled.AsSpan(slots * Draws, Draws));
        }

        ShareBound[] sent = withSkip && MostSent < 1 ? [new ShareBound([.. Enumerable.Range(0, slots)], 0, MostSent)] : [];
        var forecast = Forecast(honest.AsSpan(0, count * Draws), scaled.AsSpan(0, count * Draws), count, new ShareBounds(count, sent));
        ArrayPool<double>.Shared.Return(p);
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

    private StageForecast Forecast(ReadOnlySpan<double> honest, ReadOnlySpan<double> scaled, int count, ShareBounds bounds)
    {
        var (means, deviations, shares) = (new double[count], new double[count], new double[count]);
        for (var k = 0; k < count; k++)
        {
            means[k] = TensorPrimitives.Average(Row(honest, k));
            deviations[k] = TensorPrimitives.StdDev(Row(honest, k));
        }

        Share(scaled, shares, bounds);
        return new StageForecast(means, deviations, shares);
    }

    // The share of the draws in which each is worth most; equals share. Floored, then brought within its bounds.
    private void Share(ReadOnlySpan<double> values, Span<double> shares, ShareBounds bounds)
    {
        var (highest, ties) = (ArrayPool<double>.Shared.Rent(Draws), Zeros(Draws));
        var most = highest.AsSpan(0, Draws);
        Row(values, 0).CopyTo(most);
        for (var k = 1; k < shares.Length; k++)
        {
            TensorPrimitives.Max(most, Row(values, k), most);
        }

        for (var k = 0; k < shares.Length; k++)
        {
            var value = Row(values, k);
            for (var j = 0; j < most.Length; j++)
            {
                ties[j] += value[j] == most[j] ? 1 : 0;
            }
        }

        for (var k = 0; k < shares.Length; k++)
        {
            var value = Row(values, k);
            shares[k] = 0;
            for (var j = 0; j < most.Length; j++)
            {
                shares[k] += value[j] == most[j] ? 1 / ties[j] : 0;
            }

            shares[k] /= Draws;
        }

        ArrayPool<double>.Shared.Return(highest);
        ArrayPool<double>.Shared.Return(ties);
        Propensities.FloorInPlace(shares, Floor);
        bounds.Bring(shares, Floor);
    }

    private ReadOnlySpan<double> Row(ReadOnlySpan<double> values, int row) => values.Slice(row * Draws, Draws);

    private static void AddShare(ReadOnlySpan<double> value, double share, Span<double> sum) => TensorPrimitives.MultiplyAdd(value, share, sum, sum);
}
