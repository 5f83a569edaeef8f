using System.Buffers;
using FollowUpAgent.Learning.Features;

namespace FollowUpAgent.Learning.Policies;

/// <summary>
/// The rows of a stage: each variant in each slot, slot after slot, then the skip. A decision is made thousands of times an hour, so that
/// its memory is used again: not for several threads, and to be disposed of.
/// </summary>
internal readonly ref struct DeedRows
{
    [ThreadStatic]
    private static DesignMatrix? spare;

    private readonly FeatureSchema schema;
    private readonly Situation situation;
    private readonly IReadOnlyList<Variant> variants;
    private readonly double[] context;

    /// <summary>Begins with what all rows share.</summary>
    public DeedRows(FeatureSchema schema, Situation situation, IReadOnlyList<Variant> variants)
    {
        (this.schema, this.situation, this.variants) = (schema, situation, variants);
        (Matrix, spare) = (spare ?? new DesignMatrix(), null);
        context = ArrayPool<double>.Shared.Rent(schema.Width);
        schema.Read(situation.Context, context);
        schema.Base(situation, context, Matrix.Open());
        for (var v = 0; v < variants.Count; v++)
        {
            schema.Of(situation, variants[v], context, Matrix.Open());
        }
    }

    /// <summary>The rows so far.</summary>
    public DesignMatrix Matrix { get; }

    /// <summary>Adds a row for each variant in a slot.</summary>
    public void Add(string slot)
    {
        schema.Of(slot, context, Matrix.Open());
        var ofSlot = Matrix.Parts.Count - 1;
        for (var v = 0; v < variants.Count; v++)
        {
            schema.Of(situation, variants[v], slot, Matrix.Open());
            Matrix.AddRow(0, 1 + v, ofSlot, Matrix.Parts.Count - 1);
        }
    }

    /// <summary>Adds the row of a skip.</summary>
    public void AddSkip()
    {
        schema.Skip(Matrix.Open());
        Matrix.AddRow(0, Matrix.Parts.Count - 1);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        Matrix.Clear();
        spare = Matrix;
        ArrayPool<double>.Shared.Return(context);
    }
}
