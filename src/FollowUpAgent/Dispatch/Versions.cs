using System.Collections.Concurrent;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Messages;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Dispatch;

/// <summary>Knows the versions of the variants that a step can send now. Thread-safe.</summary>
internal sealed class Versions(SequenceCatalog catalog, TemplateLibrary templates)
{
    private readonly ConcurrentDictionary<(string Sequence, string Step, string Key), Variant> variants = new();

    /// <summary>What a step can send, in the order of the configuration.</summary>
    public List<Variant> Of(SequenceDefinition definition, string step) =>
        [.. ((NextStep.Found)catalog.Step(definition.Key, step)).Step.Variants.Select(v => VariantOf(definition, step, v))];

    /// <summary>
    /// A variant's version is its key and a fingerprint of its traits and of its templates' texts in all languages: an edited one is another
    /// version. Templates stay as they were loaded, so it is worked out once.
    /// </summary>
    private Variant VariantOf(SequenceDefinition definition, string step, VariantDefinition variant) => variants.GetOrAdd(
        (definition.Key, step, variant.Key),
        key =>
        {
            var traits = new SortedDictionary<string, string>(StringComparer.Ordinal);
            var template = templates.Find(key.Sequence, variant.Template, definition.DefaultLanguage);
            foreach (var (name, value) in (template?.Traits ?? new Dictionary<string, string>()).Concat(variant.Traits))
            {
                traits[name] = value;
            }

            var texts = templates.All.Where(t => t.Sequence == key.Sequence && t.Name == variant.Template).Select(t => t.Fingerprint);
            return new Variant($"{key.Key}@{Fingerprint.Of(texts.Concat(traits.Select(t => $"{t.Key}={t.Value}")))[..8]}", traits);
        });
}
