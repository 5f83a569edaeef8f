using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;

namespace FollowUpAgent.Learning.Policies;

/// <summary>
/// Joint draws of the value of some rows: for every outcome logits from its model, turned into probabilities, weighed and summed. Twice:
/// as uncertain as the posterior is, for the forecast; and with the distance from the mean scaled, for the choice. Rents its memory: not
/// for several threads, and to be disposed of.
/// </summary>
internal readonly ref struct UtilityDraws
{
    private const double Half = 0.5;

    // Beyond it, an exponential and its square may leave the range of numbers.
    private const double FarOut = 100;

    private readonly int draws;
    private readonly double[] honest;
    private readonly double[] scaled;

    /// <summary>Makes them.</summary>
    /// <param name="recipe">What was learned.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="outcomes">What counts.</param>
    /// <param name="spread">Scales a draw's distance from the mean, for the choice.</param>
    /// <param name="draws">How many.</param>
    /// <param name="fatigue">By row, what is taken off the log-odds of every outcome that is worth having; or null.</param>
    public UtilityDraws(
        FittedRecipe recipe, DesignMatrix rows, IReadOnlyList<WeightedOutcome> outcomes, double spread, int draws, IReadOnlyList<double>? fatigue)
    {
        this.draws = draws;
        var size = rows.Count * draws;
        (honest, scaled) = (ArrayPool<double>.Shared.Rent(size), ArrayPool<double>.Shared.Rent(size));
        honest.AsSpan(0, size).Clear();
        scaled.AsSpan(0, size).Clear();
        var deviations = ArrayPool<double>.Shared.Rent(size);
        var means = ArrayPool<double>.Shared.Rent(rows.Count);
        for (var o = 0; o < outcomes.Count; o++)
        {
            var outcome = outcomes[o];
            // What nobody ever observes cannot be explored: its prior would stay as chance in every choice for ever.
            var reach = !recipe.HasSeen(outcome.Key) && HasSeenAny(recipe, outcomes) ? 0 : spread;
            var components = recipe.ModelOf(outcome.Key, outcome.PriorRate).Components;
            for (var c = 0; c < components.Count; c++)
            {
                var block = ModelShare.BlockOf(components, c, draws);
                var (_, count) = block.GetOffsetAndLength(draws);
                if (count == 0)
                {
                    continue;
                }

                components[c].Model.Draw(rows, count, means, deviations.AsSpan(0, rows.Count * count));
                for (var r = 0; r < rows.Count; r++)
                {
                    var tired = fatigue is not null && outcome.Weight > 0 ? fatigue[r] : 0;
                    Add(
                        means[r] - tired,
                        deviations.AsSpan(r * count, count),
                        reach,
                        outcome.Weight,
                        Row(honest, r, draws)[block],
                        Row(scaled, r, draws)[block]);
                }
            }
        }

        ArrayPool<double>.Shared.Return(deviations);
        ArrayPool<double>.Shared.Return(means);
    }

    /// <summary>The values of some rows, row after row, as uncertain as they are.</summary>
    public ReadOnlySpan<double> Honest(int first, int count) => honest.AsSpan(first * draws, count * draws);

    /// <summary>The values of some rows, row after row, for the choice.</summary>
    public ReadOnlySpan<double> Scaled(int first, int count) => scaled.AsSpan(first * draws, count * draws);

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        ArrayPool<double>.Shared.Return(honest);
        ArrayPool<double>.Shared.Return(scaled);
    }

    private static Span<double> Row(double[] values, int row, int draws) => values.AsSpan(row * draws, draws);

    private static bool HasSeenAny(FittedRecipe recipe, IReadOnlyList<WeightedOutcome> outcomes)
    {
        for (var o = 0; o < outcomes.Count; o++)
        {
            if (recipe.HasSeen(outcomes[o].Key))
            {
                return true;
            }
        }

        return false;
    }

    // The exponential is what the time goes into. Of the usual spread of a half, one serves both draws: the honest one's is its square.
    private static void Add(double mean, Span<double> deviation, double reach, double weight, Span<double> honestly, Span<double> chosen)
    {
        if (reach != Half || Math.Abs(mean) > FarOut)
        {
            AddValue(mean, deviation, reach, weight, chosen);
            AddValue(mean, deviation, 1, weight, honestly);
            return;
        }

        TensorPrimitives.Multiply(deviation, -Half, deviation);
        TensorPrimitives.Exp<double>(deviation, deviation);
        var odds = Math.Exp(-mean);
        var (wideOdds, wideWeight) = (new Vector<double>(odds), new Vector<double>(weight));
        var roots = Vectors(deviation);
        var wideHonestly = Vectors(honestly);
        var wideChosen = Vectors(chosen);
        for (var j = 0; j < roots.Length; j++)
        {
            var against = wideOdds * roots[j];
            wideChosen[j] += wideWeight / (Vector<double>.One + against);
            wideHonestly[j] += wideWeight / (Vector<double>.One + (against * roots[j]));
        }

        for (var j = roots.Length * Vector<double>.Count; j < deviation.Length; j++)
        {
            var against = odds * deviation[j];
            chosen[j] += weight / (1 + against);
            honestly[j] += weight / (1 + (against * deviation[j]));
        }
    }

    private static Span<Vector<double>> Vectors(Span<double> numbers) => MemoryMarshal.Cast<double, Vector<double>>(numbers);

    private static void AddValue(double mean, ReadOnlySpan<double> deviation, double spread, double weight, Span<double> value)
    {
        var rented = ArrayPool<double>.Shared.Rent(deviation.Length);
        var line = rented.AsSpan(0, deviation.Length);
        TensorPrimitives.Multiply(deviation, spread, line);
        TensorPrimitives.Add(line, mean, line);
        TensorPrimitives.Sigmoid<double>(line, line);
        TensorPrimitives.MultiplyAdd(line, weight, value, value);
        ArrayPool<double>.Shared.Return(rented);
    }
}
