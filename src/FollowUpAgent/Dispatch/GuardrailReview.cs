using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Hosting;
using FollowUpAgent.Messages;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Dispatch;

/// <summary>Holds written rules against what the steps can really send: here traits are known, also those that a template names.</summary>
internal sealed class GuardrailReview(SequenceCatalog catalog, Versions versions)
{
    private IReadOnlyList<GuardedStep> Steps =>
        [.. from sequence in catalog.All from step in sequence.Steps select new GuardedStep(sequence.Key, step.Key, versions.Of(sequence, step.Key))];

    /// <summary>What is wrong with rules that are each free of faults: traits that nothing has, and contradictions.</summary>
    public IReadOnlyList<Fault> FaultsOf(Guardrails rules) =>
    [
        .. rules.All.Where(r => r.Trait is not null && !Steps.Any(s => r.Covers(s.Sequence, s.Step) && s.Variants.Any(r.Names))).Select(WithoutTrait),
        .. Contradictions.In(rules, Steps).Select(c => c.ToFault()),
    ];

    /// <summary>Rules that leave somebody nothing to be sent at a step, though none of them says so.</summary>
    public IReadOnlyList<Contradiction> WithoutAction(Guardrails rules) => Contradictions.WithoutAction(rules, Steps);

    private Fault WithoutTrait(Guardrail rule)
    {
        var (name, value) = rule.Trait!.Value;
        var known = Steps.SelectMany(s => s.Variants).SelectMany(v => v.Traits).Where(t => t.Key == name).Select(t => $"{name}={t.Value}").Distinct().Order(StringComparer.Ordinal).ToList();
        return new Fault(
            $"{GuardrailFaults.Section}:{rule.Key}:Trait",
            $"{name}={value}",
            known.Count > 0 ? $"a trait that a variant there has: {string.Join(", ", known)}" : "a trait that a variant there has: of configuration or template");
    }

    /// <summary>Stops the start where rules contradict each other; what is wrong with a rule, a sequence or a template by itself comes first.</summary>
    internal sealed class Source : IFaultSource
    {
        /// <inheritdoc />
        public IEnumerable<string> Sections => [];

        /// <inheritdoc />
        public IEnumerable<Fault> Find(IServiceProvider house)
        {
            var rules = house.GetRequiredService<Dictionary<string, GuardrailOptions?>>();
            var segments = house.GetRequiredService<Dictionary<string, SegmentOptions?>>();
            var isEarly = rules.Count == 0
                || SequencesFaults.In(house.GetRequiredService<IConfiguration>()).Count > 0
                || GuardrailFaults.Of(segments).Concat(GuardrailFaults.Of(rules, segments, house.GetRequiredService<SequencesOptions>())).Any()
                || house.GetRequiredService<TemplateLibrary>().Faults.Count > 0;
            return isEarly ? [] : house.GetRequiredService<GuardrailReview>().FaultsOf(house.GetRequiredService<Guardrails>());
        }
    }
}
