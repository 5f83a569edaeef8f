using System.Collections.Concurrent;

namespace FollowUpAgent.Learning.Features;

/// <summary>
/// Finds the features of places, variants and slots once for all decisions: their names are put together and looked up only when one is met
/// for the first time. Thread-safe.
/// </summary>
internal sealed class FeatureLookup(FeatureSchema schema)
{
    // A house has some hundred of them. A log of strangers may have more, and then they are found anew.
    private const int Most = 4096;

    private readonly ConcurrentDictionary<(string Sequence, string Step), FeatureTerms> places = new();
    private readonly ConcurrentDictionary<(string Sequence, string Step, Variant Variant), FeatureTerms> variants = new();
    private readonly ConcurrentDictionary<string, FeatureTerms> slots = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Sequence, string Step, string Version, string Slot), FeatureTerm> variantsInSlots = new();

    /// <summary>What a skip adds.</summary>
    public FeatureTerms OfSkip { get; } = new([schema.Find(FeatureBlock.Skip, "")], []);

    /// <summary>What sequence and step add.</summary>
    public FeatureTerms OfPlace(Situation situation)
    {
        var key = (situation.Sequence, situation.Step);
        return places.TryGetValue(key, out var known) ? known : Keep(places, key, new FeatureTerms(
            [schema.Find(FeatureBlock.Sequence, situation.Sequence), schema.Find(FeatureBlock.Step, Labels.Of(situation))], []));
    }

    /// <summary>What a variant adds in any slot.</summary>
    public FeatureTerms Of(Situation situation, Variant variant)
    {
        var key = (situation.Sequence, situation.Step, variant);
        return variants.TryGetValue(key, out var known) ? known : Keep(variants, key, new FeatureTerms(
            [
                schema.Find(FeatureBlock.Variant, Labels.Of(situation, variant)),
                .. variant.Traits.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => schema.Find(FeatureBlock.Trait, $"{t.Key}={t.Value}")),
            ],
            ByColumn(FeatureBlock.VariantContext, (FeatureBlock.Variant, Labels.Of(situation, variant)))));
    }

    /// <summary>What a slot adds to any variant.</summary>
    public FeatureTerms Of(string slot) => slots.TryGetValue(slot, out var known) ? known : Keep(slots, slot, Make(slot));

    /// <summary>What a variant adds in one slot alone.</summary>
    public FeatureTerm Of(Situation situation, Variant variant, string slot)
    {
        var key = (situation.Sequence, situation.Step, variant.Version, slot);
        return variantsInSlots.TryGetValue(key, out var known) ? known : Keep(variantsInSlots, key, schema.Find(
            FeatureBlock.VariantSlot, (FeatureBlock.Variant, Labels.Of(situation, variant)), (FeatureBlock.Slot, slot)));
    }

    private FeatureTerms Make(string slot)
    {
        var own = new List<FeatureTerm> { schema.Find(FeatureBlock.Slot, slot) };
        var affinity = -1;
        if (Labels.DayAndPart(slot) is var (day, part))
        {
            own.Add(schema.Find(FeatureBlock.Day, day));
            own.Add(schema.Find(FeatureBlock.Part, part));
            affinity = schema.Affinities.ToList().FindIndex(a => a.Part == part);
        }

        return new FeatureTerms(own, ByColumn(FeatureBlock.SlotContext, (FeatureBlock.Slot, slot)), affinity);
    }

    private FeatureTerm[] ByColumn(FeatureBlock block, (FeatureBlock, string) first) =>
        [.. schema.Columns.Select(c => schema.Find(block, first, (FeatureBlock.Context, c.Name)))];

    private static TTerms Keep<TKey, TTerms>(ConcurrentDictionary<TKey, TTerms> known, TKey key, TTerms terms)
        where TKey : notnull
    {
        if (known.Count >= Most)
        {
            known.Clear();
        }

        return known[key] = terms;
    }
}
