using System.Text.Json;
using System.Text.Json.Serialization;

namespace FollowUpAgent.Learning.Features;

/// <summary>
/// How situations and deeds become numbers, fixed at fit time and stored with the snapshot, so that any later day reads an old decision as
/// the model of its time did. The same training rows give the same bytes. Immutable and thread-safe.
/// </summary>
public sealed class FeatureSchema
{
    /// <summary>The version of the way features are made; a snapshot with another one cannot be read.</summary>
    public const int Format = 1;

    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter<FeatureBlock>(), new JsonStringEnumConverter<ColumnKind>() } };
    private readonly Dictionary<(FeatureBlock, string), int> levelPlaces;
    private readonly Dictionary<(int, int), int> pairPlaces;
    private readonly Dictionary<string, int> newestVersions = new(StringComparer.Ordinal);
    private readonly int[] columnPlaces;
    private readonly int affinityPlace;
    private readonly FeatureLookup lookup;

    internal FeatureSchema(IReadOnlyList<ContextColumn> columns, IReadOnlyList<Level> levels, IReadOnlyList<Pair> pairs, IReadOnlyList<SlotAffinity>? affinities = null)
    {
        (Columns, Levels, Pairs, Affinities) = (columns, levels, pairs, affinities ?? []);
        levelPlaces = levels.Select((level, i) => (level, i)).ToDictionary(l => (l.level.Block, l.level.Label), l => l.i);
        pairPlaces = pairs.Select((pair, i) => (pair, i)).ToDictionary(p => (p.pair.First, p.pair.Second), p => levels.Count + p.i);
        columnPlaces = [.. columns.Select(c => levelPlaces[(FeatureBlock.Context, c.Name)])];
        lookup = new FeatureLookup(this);
        affinityPlace = levelPlaces.GetValueOrDefault((FeatureBlock.Affinity, ""), -1);
        var inherited = levels.Select(l => l.Predecessor).ToHashSet();
        foreach (var (level, i) in levels.Select((level, i) => (level, i)).Where(l => l.level.Block is FeatureBlock.Variant && !inherited.Contains(l.i)))
        {
            newestVersions[Variant.KeyOf(level.Label)] = i;
        }
    }

    /// <summary>A schema that has seen nothing: every level is novel.</summary>
    public static FeatureSchema Empty { get; } = new([], [new Level(FeatureBlock.Intercept, ""), new Level(FeatureBlock.Skip, "")], []);

    /// <summary>What is read of a context.</summary>
    public IReadOnlyList<ContextColumn> Columns { get; }

    /// <summary>What is read of a contact's habits, by part of the day.</summary>
    public IReadOnlyList<SlotAffinity> Affinities { get; }

    /// <summary>The features that stand alone, first in order.</summary>
    public IReadOnlyList<Level> Levels { get; }

    /// <summary>The features that are products, after them.</summary>
    public IReadOnlyList<Pair> Pairs { get; }

    /// <summary>The number of features.</summary>
    public int Count => Levels.Count + Pairs.Count;

    /// <summary>The block of a feature.</summary>
    public FeatureBlock BlockOf(int feature) => feature < Levels.Count ? Levels[feature].Block : Pairs[feature - Levels.Count].Block;

    /// <summary>The feature of the version before, or -1: of a variant, and of what it is with a slot or a kind of contact.</summary>
    public int PredecessorOf(int feature)
    {
        if (feature < Levels.Count)
        {
            return Levels[feature].Predecessor;
        }

        var pair = Pairs[feature - Levels.Count];
        return pairPlaces.GetValueOrDefault((Levels[pair.First].Predecessor, pair.Second), -1);
    }

    /// <summary>A name that no other feature has, also not in another schema.</summary>
    public string NameOf(int feature)
    {
        if (feature < Levels.Count)
        {
            return NameOf(Levels[feature].Block, Levels[feature].Label);
        }

        var pair = Pairs[feature - Levels.Count];
        return $"{NameOf(pair.First)} × {NameOf(pair.Second)}";
    }

    /// <summary>The name of a level.</summary>
    public static string NameOf(FeatureBlock block, string label) => label.Length == 0 ? $"{block}" : $"{block} {label}";

    /// <summary>Reads a schema.</summary>
    /// <exception cref="FormatException">The text is none, or of another format.</exception>
    public static FeatureSchema Parse(string text)
    {
        var read = JsonSerializer.Deserialize<Content>(text, Json);
        return read is { Format: Format }
            ? new FeatureSchema(read.Columns, read.Levels, read.Pairs, read.Affinities)
            : throw new FormatException($"A feature schema of format {read?.Format}; this version reads {Format}.");
    }

    /// <summary>The text; equal schemas have equal texts.</summary>
    public string ToText() => JsonSerializer.Serialize(new Content(Format, Columns, Levels, Pairs, Affinities), Json);

    /// <summary>How many mature sends of a variant went in.</summary>
    public long SendsOf(Situation situation, Variant variant) =>
        levelPlaces.TryGetValue((FeatureBlock.Variant, Labels.Of(situation, variant)), out var place) ? Levels[place].Sends : 0;

    /// <summary>Whether a contact has a value that is rare or was never seen, among those of a name whose others are known.</summary>
    public bool IsUnfamiliar(ContactContext context) => Columns
        .Where(c => c.Kind is ColumnKind.Level)
        .GroupBy(c => c.Key, StringComparer.Ordinal)
        .Any(levels => context.Find(levels.Key) is { } value && levels.All(l => l.Read(value) == 0));

    /// <summary>How many numbers <see cref="Read(ContactContext)"/> gives.</summary>
    internal int Width => Columns.Count + Affinities.Count;

    /// <summary>The numbers that columns and affinities read of a context; equal numbers mean the same to a model of this schema.</summary>
    public double[] Read(ContactContext context)
    {
        var values = new double[Width];
        Read(context, values);
        return values;
    }

    /// <summary>The same into given memory of <see cref="Width"/>.</summary>
    internal void Read(ContactContext context, Span<double> values)
    {
        for (var c = 0; c < Columns.Count; c++)
        {
            values[c] = Columns[c].Read(context);
        }

        for (var a = 0; a < Affinities.Count; a++)
        {
            values[Columns.Count + a] = Affinities[a].Read(context);
        }
    }

    /// <summary>What every deed in a situation has in common.</summary>
    internal FeaturePart Base(Situation situation, ReadOnlySpan<double> context, FeaturePart? into = null)
    {
        var part = into ?? new FeaturePart();
        part.Add(0, 1);
        part.Add(lookup.OfPlace(situation).Own);
        for (var c = 0; c < columnPlaces.Length; c++)
        {
            part.AddIfNotZero(columnPlaces[c], context[c]);
        }

        return part;
    }

    /// <summary>What a skip adds.</summary>
    internal FeaturePart Skip(FeaturePart? into = null)
    {
        var part = into ?? new FeaturePart();
        part.Add(lookup.OfSkip.Own);
        return part;
    }

    /// <summary>What a variant adds in any slot.</summary>
    internal FeaturePart Of(Situation situation, Variant variant, ReadOnlySpan<double> context, FeaturePart? into = null)
    {
        var (part, terms) = (into ?? new FeaturePart(), lookup.Of(situation, variant));
        part.Add(terms.Own);
        AddProducts(part, terms, context);
        return part;
    }

    /// <summary>What a slot adds to any variant.</summary>
    internal FeaturePart Of(string slot, ReadOnlySpan<double> context, FeaturePart? into = null)
    {
        var (part, terms) = (into ?? new FeaturePart(), lookup.Of(slot));
        part.Add(terms.Own);
        if (terms.Affinity >= 0)
        {
            part.AddIfNotZero(affinityPlace, context[Columns.Count + terms.Affinity]);
        }

        AddProducts(part, terms, context);
        return part;
    }

    /// <summary>What a variant adds in one slot alone.</summary>
    internal FeaturePart Of(Situation situation, Variant variant, string slot, FeaturePart? into = null)
    {
        var part = into ?? new FeaturePart();
        part.Add(lookup.Of(situation, variant, slot), 1);
        return part;
    }

    /// <summary>A feature that stands alone.</summary>
    internal FeatureTerm Find(FeatureBlock block, string label) => levelPlaces.TryGetValue((block, label), out var place)
        ? new FeatureTerm(block, place, "", -1)
        : new FeatureTerm(block, -1, NameOf(block, label), VersionBefore(block, label));

    /// <summary>A product of two features.</summary>
    internal FeatureTerm Find(FeatureBlock block, (FeatureBlock Block, string Label) first, (FeatureBlock Block, string Label) second)
    {
        var (one, other) = (levelPlaces.GetValueOrDefault(first, -1), levelPlaces.GetValueOrDefault(second, -1));
        if (pairPlaces.TryGetValue((one, other), out var pair))
        {
            return new FeatureTerm(block, pair, "", -1);
        }

        var before = one >= 0 ? Levels[one].Predecessor : VersionBefore(first.Block, first.Label);
        var label = $"{NameOf(first.Block, first.Label)} × {NameOf(second.Block, second.Label)}";
        return new FeatureTerm(block, -1, NameOf(block, label), pairPlaces.GetValueOrDefault((before, other), -1));
    }

    private static void AddProducts(FeaturePart part, FeatureTerms terms, ReadOnlySpan<double> context)
    {
        for (var c = 0; c < terms.ByColumn.Count; c++)
        {
            if (context[c] != 0)
            {
                part.Add(terms.ByColumn[c], context[c]);
            }
        }
    }

    private int VersionBefore(FeatureBlock block, string label) =>
        block is FeatureBlock.Variant ? newestVersions.GetValueOrDefault(Variant.KeyOf(label), -1) : -1;

    private sealed record Content(int Format, IReadOnlyList<ContextColumn> Columns, IReadOnlyList<Level> Levels, IReadOnlyList<Pair> Pairs, IReadOnlyList<SlotAffinity> Affinities);
}
