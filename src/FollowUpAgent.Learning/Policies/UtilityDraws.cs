using System.Buffers;
using System.Numerics.Tensors;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;

namespace FollowUpAgent.Learning.Policies;

/// <summary>
/// Joint draws of the value of some rows: for every outcome logits from its model, turned into probabilities, weighed and summed. Twice:
/// as uncertain as the posterior is, for the forecast; and with the distance from the mean scaled, for the choice. Rents its memory: not
/// for several threads, and to be disposed of.
/// </summary>
internal sealed class UtilityDraws : IDisposable
{
    private readonly int draws;
    private readonly double[] honest;
    private readonly double[] scaled;

    public UtilityDraws(FittedRecipe recipe, DesignMatrix rows, IReadOnlyList<WeightedOutcome> outcomes, double spread, int draws)
    {
        this.draws = draws;
        var size = rows.Count * draws;
        (honest, scaled) = (ArrayPool<double>.Shared.Rent(size), ArrayPool<double>.Shared.Rent(size));
        honest.AsSpan(0, size).Clear();
        scaled.AsSpan(0, size).Clear();
        var deviations = ArrayPool<double>.Shared.Rent(size);
        var means = new double[rows.Count];
        var line = new double[draws];
        var hasSeenAny = outcomes.Any(o => recipe.HasSeen(o.Key));
        foreach (var outcome in outcomes)
        {
            // What nobody ever observes cannot be explored: its prior would stay as chance in every choice for ever.
            var reach = hasSeenAny && !recipe.HasSeen(outcome.Key) ? 0 : spread;
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
                    var deviation = deviations.AsSpan(r * count, count);
                    AddValue(means[r], deviation, 1, outcome.Weight, line.AsSpan(0, count), Honest(r)[block]);
                    AddValue(means[r], deviation, reach, outcome.Weight, line.AsSpan(0, count), Scaled(r)[block]);
                }
            }
        }

        ArrayPool<double>.Shared.Return(deviations);
    }

    /// <summary>The value of a row, as uncertain as it is.</summary>
    public Span<double> Honest(int row) => honest.AsSpan(row * draws, draws);

    /// <summary>The value of a row, for the choice.</summary>
    public Span<double> Scaled(int row) => scaled.AsSpan(row * draws, draws);

    /// <inheritdoc />
    public void Dispose()
    {
        ArrayPool<double>.Shared.Return(honest);
        ArrayPool<double>.Shared.Return(scaled);
    }

    private static void AddValue(double mean, ReadOnlySpan<double> deviation, double spread, double weight, Span<double> line, Span<double> value)
    {
        TensorPrimitives.Multiply(deviation, spread, line);
        TensorPrimitives.Add(line, mean, line);
        TensorPrimitives.Sigmoid<double>(line, line);
        TensorPrimitives.MultiplyAdd(line, weight, value, value);
    }
}
