using System.Buffers;
using System.Collections.Concurrent;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Learning.Outcomes;

/// <summary>
/// A normal posterior over the coefficients of a schema. The draws of the coefficients are made once and shared by all decisions: the
/// normal numbers behind a coefficient hang on outcome and feature alone, so that they stay when other features come and go.
/// </summary>
public sealed class HierarchicalModel : IOutcomeModel
{
    internal const string Engine = "hierarchical-logistic/1";
    private const int MostNovel = 512;
    private const int DrawsAtOnce = 200;

    // Beside a new variant's quarter of a logit nobody sees a twentieth: most interactions that were never met need no draws.
    private const double Visible = 0.05;

    private readonly FeatureSchema schema;
    private readonly double priorRate;
    private readonly double[] mean;

    // The lower factor of the precision, row after row. Single precision: 24 bits are far more than a sampling distribution needs.
    private readonly float[] factor;
    private readonly ConcurrentDictionary<int, double[][]> tables = new();
    private readonly ConcurrentDictionary<(string, int), double[]> novel = new();

    internal HierarchicalModel(FeatureSchema schema, string outcome, double priorRate, PriorScales scales, double[] mean, CholeskyFactor factor)
        : this(schema, outcome, priorRate, scales, mean, Pack(factor))
    {
    }

    private HierarchicalModel(FeatureSchema schema, string outcome, double priorRate, PriorScales scales, double[] mean, float[] factor)
    {
        (this.schema, Outcome, this.priorRate, Scales, this.mean, this.factor) = (schema, outcome, priorRate, scales, mean, factor);
        Components = [new ModelShare(this, 1)];
    }

    /// <inheritdoc />
    public string Outcome { get; }

    /// <inheritdoc />
    public IReadOnlyList<ModelShare> Components { get; }

    /// <summary>The prior scales it rests on.</summary>
    public PriorScales Scales { get; }

    /// <summary>The posterior mean of each coefficient, in the order of the schema.</summary>
    public IReadOnlyList<double> Mean => mean;

    /// <inheritdoc />
    public void Draw(DesignMatrix rows, int draws, Span<double> means, Span<double> deviations)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        var table = tables.TryGetValue(draws, out var known) ? known : tables.GetOrAdd(draws, TableOf);
        var partMeans = ArrayPool<double>.Shared.Rent(rows.Parts.Count);
        var partDraws = ArrayPool<double>.Shared.Rent(rows.Parts.Count * draws);
        partDraws.AsSpan(0, rows.Parts.Count * draws).Clear();
        for (var p = 0; p < rows.Parts.Count; p++)
        {
            partMeans[p] = Add(rows.Parts[p], table, partDraws.AsSpan(p * draws, draws));
        }

        for (var r = 0; r < rows.Count; r++)
        {
            var line = deviations.Slice(r * draws, draws);
            line.Clear();
            means[r] = 0;
            foreach (var part in rows.PartsOf(r))
            {
                means[r] += partMeans[part];
                TensorPrimitives.Add(line, partDraws.AsSpan(part * draws, draws), line);
            }
        }

        ArrayPool<double>.Shared.Return(partDraws);
        ArrayPool<double>.Shared.Return(partMeans);
    }

    /// <inheritdoc />
    public void Predict(SparseRows rows, Span<double> means)
    {
        ArgumentNullException.ThrowIfNull(rows);
        for (var r = 0; r < rows.Count; r++)
        {
            means[r] = rows.Dot(r, mean);
        }
    }

    /// <inheritdoc />
    public string ToText() => JsonSerializer.Serialize(new Content(
        Engine,
        Outcome,
        priorRate,
        Scales,
        Convert.ToBase64String(MemoryMarshal.AsBytes<double>(mean)),
        Convert.ToBase64String(MemoryMarshal.AsBytes<float>(factor))));

    internal static HierarchicalModel OfPrior(FeatureSchema schema, string outcome, double priorRate)
    {
        var prior = new Prior(schema, priorRate, PriorScales.Default);
        var factor = new float[Start(prior.Means.Length)];
        for (var i = 0; i < prior.Means.Length; i++)
        {
            factor[Start(i) + i] = (float)Math.Sqrt(prior.Precisions[i]);
        }

        return new HierarchicalModel(schema, outcome, priorRate, PriorScales.Default, prior.Means, factor);
    }

    internal static HierarchicalModel Parse(FeatureSchema schema, string text)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var read = JsonSerializer.Deserialize<Content>(text);
        if (read is not { Engine: Engine })
        {
            throw new FormatException($"A model of {read?.Engine}; {Engine} cannot read it.");
        }

        var mean = MemoryMarshal.Cast<byte, double>(Convert.FromBase64String(read.Mean)).ToArray();
        var factor = MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(read.Factor)).ToArray();
        return mean.Length == schema.Count && factor.Length == Start(mean.Length)
            ? new HierarchicalModel(schema, read.Outcome, read.PriorRate, read.Scales, mean, factor)
            : throw new FormatException($"A model of {mean.Length} coefficients for a schema of {schema.Count} features.");
    }

    // Adds a part's features to an empty line and says their mean.
    private double Add(FeaturePart part, double[][] table, Span<double> line)
    {
        var sum = 0.0;
        foreach (var (feature, value) in part.KnownSpan)
        {
            sum += value * mean[feature];
            TensorPrimitives.MultiplyAdd(table[feature], value, line, line);
        }

        foreach (var (feature, value) in part.InheritedSpan)
        {
            sum += value * mean[feature];
        }

        foreach (var feature in part.NovelSpan)
        {
            sum += feature.Value * Prior.MeanOf(feature.Block, priorRate);
            if (Scales.Of(feature.Block, schema.Columns.Count) * Math.Abs(feature.Value) is var width and >= Visible)
            {
                TensorPrimitives.MultiplyAdd(NormalsOf(feature.Name, line.Length), Math.CopySign(width, feature.Value), line, line);
            }
        }

        return sum;
    }

    private double[] NormalsOf(string name, int draws)
    {
        if (novel.TryGetValue((name, draws), out var known))
        {
            return known;
        }

        if (novel.Count >= MostNovel)
        {
            novel.Clear();
        }

        var made = new double[draws];
        SeededNormals.Fill($"{Outcome}: {name}", made);
        novel[(name, draws)] = made;
        return made;
    }

    // Solves L' X = Z: X then has the covariance of the inverse of L L'. A row an array: one block of some megabytes a snapshot would tear
    // holes into the heap. Draws know nothing of each other, so some at a time stay in a processor's cache, and each has its own.
    internal double[][] TableOf(int draws)
    {
        var table = new double[mean.Length][];
        Parallel.For(0, table.Length, i =>
        {
            table[i] = new double[draws];
            SeededNormals.Fill($"{Outcome}: {schema.NameOf(i)}", table[i]);
        });
        Parallel.For(0, (draws + DrawsAtOnce - 1) / DrawsAtOnce, block =>
            SolveUp(table, block * DrawsAtOnce, Math.Min(DrawsAtOnce, draws - (block * DrawsAtOnce))));
        return table;
    }

    // From the last row up, for some of the draws.
    private void SolveUp(double[][] table, int first, int draws)
    {
        for (var i = table.Length - 1; i >= 0; i--)
        {
            var line = table[i].AsSpan(first, draws);
            for (var k = i + 1; k < table.Length; k++)
            {
                if (factor[Start(k) + i] is var entry and not 0)
                {
                    TensorPrimitives.MultiplyAdd(table[k].AsSpan(first, draws), -entry, line, line);
                }
            }

            TensorPrimitives.Multiply(line, 1.0 / factor[Start(i) + i], line);
        }
    }

    private static float[] Pack(CholeskyFactor factor)
    {
        var packed = new float[Start(factor.Size)];
        for (var i = 0; i < factor.Size; i++)
        {
            var row = factor.Row(i);
            for (var j = 0; j <= i; j++)
            {
                packed[Start(i) + j] = (float)row[j];
            }
        }

        return packed;
    }

    private static int Start(int row) => CholeskyFactor.StartOf(row);

    private sealed record Content(string Engine, string Outcome, double PriorRate, PriorScales Scales, string Mean, string Factor);
}
