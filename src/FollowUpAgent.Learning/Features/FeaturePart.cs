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

    internal void Add(int feature, double value) => known.Add((feature, value));

    internal void Add(NovelFeature feature) => novel.Add(feature);

    internal void Inherit(int feature, double value) => inherited.Add((feature, value));
}

/// <summary>A feature that was never seen in training. Its prior is all that is known of it, and counts as uncertainty.</summary>
/// <param name="Block">Its kind, which has the prior's scale.</param>
/// <param name="Label">Its name; equal names are the same feature in every row.</param>
/// <param name="Value">Its value in this row.</param>
public sealed record NovelFeature(FeatureBlock Block, string Label, double Value);

/// <summary>
/// The rows that a model is asked about. Each is the sum of some parts, so that what rows share is worked out once.
/// </summary>
public sealed class DesignMatrix
{
    private readonly List<FeaturePart> parts = [];
    private readonly List<int[]> rows = [];

    /// <summary>The parts.</summary>
    public IReadOnlyList<FeaturePart> Parts => parts;

    /// <summary>The number of rows.</summary>
    public int Count => rows.Count;

    /// <summary>The places of the parts that make up a row.</summary>
    public ReadOnlySpan<int> PartsOf(int row) => rows[row];

    internal int Add(FeaturePart part)
    {
        parts.Add(part);
        return parts.Count - 1;
    }

    internal void AddRow(params int[] ofParts) => rows.Add(ofParts);
}
