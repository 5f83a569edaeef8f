using System.Runtime.InteropServices;

namespace FollowUpAgent.Learning.Features;

/// <summary>Some features of a row: those that the schema knows, and those that it does not.</summary>
public sealed class FeaturePart
{
    private readonly List<(int Feature, double Value)> known = [];
    private readonly List<NovelFeature> novel = [];
    private readonly List<(int Feature, double Value)> inherited = [];

    /// <summary>Features by their place in the schema.</summary>
    public IReadOnlyList<(int Feature, double Value)> Known => known;

    /// <summary>Features that no training row had.</summary>
    public IReadOnlyList<NovelFeature> Novel => novel;

    /// <summary>Features of the version before a novel one: their means are passed on, what is known of them is not.</summary>
    public IReadOnlyList<(int Feature, double Value)> Inherited => inherited;

    /// <summary><see cref="Known"/> without an enumerator.</summary>
    internal ReadOnlySpan<(int Feature, double Value)> KnownSpan => CollectionsMarshal.AsSpan(known);

    /// <summary><see cref="Novel"/> without an enumerator.</summary>
    internal ReadOnlySpan<NovelFeature> NovelSpan => CollectionsMarshal.AsSpan(novel);

    /// <summary><see cref="Inherited"/> without an enumerator.</summary>
    internal ReadOnlySpan<(int Feature, double Value)> InheritedSpan => CollectionsMarshal.AsSpan(inherited);

    internal void Add(int feature, double value) => known.Add((feature, value));

    internal void AddIfNotZero(int feature, double value)
    {
        if (value != 0)
        {
            Add(feature, value);
        }
    }

    internal void Add(IReadOnlyList<FeatureTerm> terms)
    {
        for (var t = 0; t < terms.Count; t++)
        {
            Add(terms[t], 1);
        }
    }

    internal void Add(FeatureTerm term, double value)
    {
        if (term.Known >= 0)
        {
            known.Add((term.Known, value));
            return;
        }

        novel.Add(new NovelFeature(term.Block, term.Name, value));
        if (term.Inherited >= 0)
        {
            inherited.Add((term.Inherited, value));
        }
    }

    internal void Clear()
    {
        known.Clear();
        novel.Clear();
        inherited.Clear();
    }
}

/// <summary>A feature that was never seen in training. Its prior is all that is known of it, and counts as uncertainty.</summary>
/// <param name="Block">Its kind, which has the prior's scale.</param>
/// <param name="Name">Its name; equal names are the same feature in every row.</param>
/// <param name="Value">Its value in this row.</param>
public readonly record struct NovelFeature(FeatureBlock Block, string Name, double Value);

/// <summary>
/// The rows that a model is asked about. Each is the sum of some parts, so that what rows share is worked out once.
/// </summary>
public sealed class DesignMatrix
{
    private readonly List<FeaturePart> parts = [];
    private readonly List<int> partsOfRows = [];
    private readonly List<int> ends = [];

    // Parts of an earlier use, to be filled again.
    private readonly Stack<FeaturePart> spare = [];

    /// <summary>The parts.</summary>
    public IReadOnlyList<FeaturePart> Parts => parts;

    /// <summary>The number of rows.</summary>
    public int Count => ends.Count;

    /// <summary>The places of the parts that make up a row.</summary>
    public ReadOnlySpan<int> PartsOf(int row) => CollectionsMarshal.AsSpan(partsOfRows)[(row == 0 ? 0 : ends[row - 1])..ends[row]];

    internal int Add(FeaturePart part)
    {
        parts.Add(part);
        return parts.Count - 1;
    }

    /// <summary>A new part, empty; it is the last of <see cref="Parts"/>.</summary>
    internal FeaturePart Open()
    {
        var part = spare.Count > 0 ? spare.Pop() : new FeaturePart();
        parts.Add(part);
        return part;
    }

    internal void AddRow(params ReadOnlySpan<int> ofParts)
    {
        partsOfRows.AddRange(ofParts);
        ends.Add(partsOfRows.Count);
    }

    /// <summary>Empties it, to be filled again.</summary>
    internal void Clear()
    {
        foreach (var part in parts)
        {
            part.Clear();
            spare.Push(part);
        }

        parts.Clear();
        partsOfRows.Clear();
        ends.Clear();
    }
}
