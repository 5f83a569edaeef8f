using System.Runtime.InteropServices;

namespace FollowUpAgent.Learning.Features;

/// <summary>Makes the schema for a log, bounded in size, and reads the log through it.</summary>
public static class SchemaMaking
{
    // A dense posterior of 512 features takes 2 MB and 40 ms a factorisation.
    private const int MostFeatures = 512;
    private const int MostVariants = 160;
    private const int MostOfAnyOther = 48;

    // Under 20 decisions a product says less than its prior: it costs a row of the posterior, and counts as never met.
    private const int LeastOfProduct = 20;

    /// <summary>The schema for these rows.</summary>
    public static FeatureSchema SchemaOf(this TrainingLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        var columns = ContextColumns.Choose(log.Rows.Select(r => (r.Context, r.Decisions)));
        var levels = new List<Level> { new(FeatureBlock.Intercept, ""), new(FeatureBlock.Skip, "") };
        levels.AddRange(Frequent(log, FeatureBlock.Sequence, row => [row.Place.Sequence]));
        levels.AddRange(Frequent(log, FeatureBlock.Step, row => [Labels.Of(row.Place)]));
        levels.AddRange(columns.Select(c => new Level(FeatureBlock.Context, c.Name)));
        levels.AddRange(Frequent(log, FeatureBlock.Trait, row => row.Deed.Variant?.Traits.Select(t => $"{t.Key}={t.Value}") ?? []));
        levels.AddRange(Frequent(log, FeatureBlock.Slot, row => row.Deed.Slot is { } slot ? [slot] : []));
        levels.AddRange(Frequent(log, FeatureBlock.Day, row => DayAndPart(row) is var (day, _) ? [day] : []));
        levels.AddRange(Frequent(log, FeatureBlock.Part, row => DayAndPart(row) is var (_, part) ? [part] : []));
        var parts = levels.Where(l => l.Block is FeatureBlock.Part).Select(l => l.Label).ToList();
        var affinities = SlotAffinity.Of(log.Rows.Select(r => (r.Context, r.Decisions)), parts);
        levels.AddRange(affinities.Take(1).Select(_ => new Level(FeatureBlock.Affinity, "")));
        AddVariants(levels, log);
        return new FeatureSchema(columns, levels, PairsOf(log, new FeatureSchema(columns, levels, [])), affinities);
    }

    /// <summary>The rows as numbers, in the order of the log.</summary>
    public static SparseRows Read(this FeatureSchema schema, TrainingLog log)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(log);
        var rows = new SparseRows.Builder();
        foreach (var row in log.Rows)
        {
            foreach (var (feature, value) in FeaturesOf(schema, row.Situation, row.Deed).OrderBy(f => f.Feature))
            {
                rows.Add(feature, value);
            }

            rows.EndRow();
        }

        return rows.Build();
    }

    private static IEnumerable<(int Feature, double Value)> FeaturesOf(FeatureSchema schema, Situation situation, Deed deed)
    {
        var context = schema.Read(situation.Context);
        var known = schema.Base(situation, context).Known;
        if (deed.Variant is not { } variant)
        {
            return known.Concat(schema.Skip().Known);
        }

        known = [.. known, .. schema.Of(situation, variant, context).Known];
        return deed.Slot is { } slot
            ? [.. known, .. schema.Of(slot, context).Known, .. schema.Of(situation, variant, slot).Known]
            : known;
    }

    private static (string Day, string Part)? DayAndPart(TrainingRow row) => row.Deed.Slot is { } slot ? Labels.DayAndPart(slot) : null;

    private static IEnumerable<Level> Frequent(TrainingLog log, FeatureBlock block, Func<TrainingRow, IEnumerable<string>> labels) => log.Rows
        .SelectMany(row => labels(row).Select(label => (label, row.Decisions)))
        .GroupBy(l => l.label, l => l.Decisions, StringComparer.Ordinal)
        .OrderByDescending(g => g.Sum()).ThenBy(g => g.Key, StringComparer.Ordinal)
        .Take(MostOfAnyOther)
        .Select(g => new Level(block, g.Key))
        .OrderBy(l => l.Label, StringComparer.Ordinal);

    // The newest versions: those that can still be chosen are among them. In the order of time, so that a predecessor comes first.
    private static void AddVariants(List<Level> levels, TrainingLog log)
    {
        var versions = log.Rows
            .Where(row => row.Deed.Variant is not null)
            .GroupBy(row => Labels.Of(row.Place, row.Deed.Variant!), StringComparer.Ordinal)
            .Select(g => (Label: g.Key, FirstAt: g.Min(r => r.FirstAt), Sends: g.Sum(r => r.Mature)))
            .OrderBy(v => v.FirstAt).ThenBy(v => v.Label, StringComparer.Ordinal)
            .TakeLast(MostVariants);
        var newest = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (label, _, sends) in versions)
        {
            var key = Variant.KeyOf(label);
            levels.Add(new Level(FeatureBlock.Variant, label, newest.GetValueOrDefault(key, -1), sends));
            newest[key] = levels.Count - 1;
        }
    }

    // Products of what occurred together often enough, the most frequent first, as far as the bound reaches. A newer version keeps those
    // it has yet to earn: it inherits the older one's.
    private static List<Pair> PairsOf(TrainingLog log, FeatureSchema levels)
    {
        var counts = new Dictionary<(FeatureBlock Block, int First, int Second), long>();
        foreach (var row in log.Rows)
        {
            var known = FeaturesOf(levels, row.Situation, row.Deed).ToList();
            foreach (var (first, _) in known.Where(k => levels.BlockOf(k.Feature) is FeatureBlock.Variant or FeatureBlock.Slot))
            {
                foreach (var (second, _) in known)
                {
                    if (ProductOf(levels.BlockOf(first), levels.BlockOf(second)) is { } block)
                    {
                        CollectionsMarshal.GetValueRefOrAddDefault(counts, (block, first, second), out _) += row.Decisions;
                    }
                }
            }
        }

        return [.. counts
            .Where(c => c.Value >= LeastOfProduct || levels.Levels[c.Key.First].Predecessor >= 0)
            .OrderByDescending(c => c.Value).ThenBy(c => c.Key)
            .Take(Math.Max(0, MostFeatures - levels.Count))
            .Select(c => c.Key).Order()
            .Select(p => new Pair(p.Block, p.First, p.Second))];
    }

    private static FeatureBlock? ProductOf(FeatureBlock first, FeatureBlock second) => (first, second) switch
    {
        (FeatureBlock.Variant, FeatureBlock.Slot) => FeatureBlock.VariantSlot,
        (FeatureBlock.Variant, FeatureBlock.Context) => FeatureBlock.VariantContext,
        (FeatureBlock.Slot, FeatureBlock.Context) => FeatureBlock.SlotContext,
        _ => null,
    };
}
