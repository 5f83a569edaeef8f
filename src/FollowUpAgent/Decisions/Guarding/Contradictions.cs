using FollowUpAgent.Hosting;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Decisions.Guarding;

/// <summary>
/// Finds rules that cannot all be kept for one contact, and names the fewest of them that clash: without any one of those, the rest can be kept.
/// </summary>
internal static class Contradictions
{
    // A configuration with more is one mistake made often.
    private const int MostFound = 50;

    /// <summary>Sets of rules that contradict each other, each once, with the first step where they do.</summary>
    public static IReadOnlyList<Contradiction> In(Guardrails rules, IReadOnlyList<GuardedStep> steps) =>
    [
        .. steps.SelectMany(s => In(rules, s)).Concat(InVolumes(rules)).DistinctBy(c => c.Names).Take(MostFound),
    ];

    /// <summary>Sets of rules that leave nothing to send to somebody, though none of them says so.</summary>
    public static IReadOnlyList<Contradiction> WithoutAction(Guardrails rules, IReadOnlyList<GuardedStep> steps) =>
    [
        .. steps.SelectMany(step => Minimal(
            [.. rules.All.Where(r => r.Kind is GuardrailKind.Never && r.Covers(step.Sequence, step.Step) && step.Variants.Any(r.Names))],
            nevers => step.Variants.All(v => nevers.Exists(r => r.Names(v)))).Select(found => new Contradiction(found, step.Name))),
    ];

    private static IEnumerable<Contradiction> In(Guardrails rules, GuardedStep step)
    {
        var here = rules.All.Where(r => r.Covers(step.Sequence, step.Step) && step.Variants.Any(r.Names)).ToList();
        return here.Exists(r => r.IsShareOfVariants)
            ? Minimal(here, together => Clash(together, step.Variants)).Select(found => new Contradiction(found, step.Name))
            : [];
    }

    // Shares of variants that are all forbidden cannot be met either.
    private static bool Clash(List<Guardrail> together, IReadOnlyList<Variant> variants)
    {
        var left = StepRules.Of([.. together.Where(r => r.Kind is GuardrailKind.Never)], variants).Variants;
        return together.Exists(r => r.IsShareOfVariants && r.Least > 0 && !left.Any(r.Names))
            || (left.Count > 0 && StepRules.Of(together, variants).Variants.Count == 0);
    }

    private static IEnumerable<Contradiction> InVolumes(Guardrails rules) =>
        rules.Volumes.GroupBy(r => (r.Sequence, r.Step, r.Within)).SelectMany(scope => Minimal(
            [.. scope], ClashOfVolumes, alwaysTogether: true).Select(found => new Contradiction(found, scope.Key.Sequence is null ? "all sequences" : $"{scope.Key.Sequence}/{scope.Key.Step ?? "all steps"}")));

    // Each kind of contact has some share of the mails; a rule bounds the sum of those that its segment holds.
    private static bool ClashOfVolumes(List<Guardrail> rules)
    {
        var kinds = Overlaps.Of(rules);
        var bounds = rules.Select((r, i) => new ShareBound([.. Enumerable.Range(0, kinds.Count).Where(k => (kinds[k] & (1UL << i)) != 0)], r.Least, r.Most));
        return !new ShareBounds(kinds.Count, [.. bounds]).IsPossible;
    }

    private static List<List<Guardrail>> Minimal(List<Guardrail> rules, Func<List<Guardrail>, bool> clash, bool alwaysTogether = false)
    {
        var found = new List<List<Guardrail>>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var sets = alwaysTogether ? [rules] : Overlaps.Of(rules).Select(s => Overlaps.RulesOf(s, rules)).ToList();
        foreach (var together in sets)
        {
            Collect(together, clash, known, found);
        }

        return found;
    }

    // Drops what is not needed for the clash; then looks for further ones without each rule of the one that was found.
    private static void Collect(List<Guardrail> together, Func<List<Guardrail>, bool> clash, HashSet<string> known, List<List<Guardrail>> found)
    {
        if (found.Count >= MostFound || !known.Add(Contradiction.NamesOf(together)) || !clash(together))
        {
            return;
        }

        var needed = together;
        foreach (var rule in together)
        {
            var without = needed.Where(r => r != rule).ToList();
            needed = clash(without) ? without : needed;
        }

        if (known.Add($"found {Contradiction.NamesOf(needed)}"))
        {
            found.Add(needed);
        }

        foreach (var rule in needed)
        {
            Collect([.. together.Where(r => r != rule)], clash, known, found);
        }
    }
}

/// <summary>A step and what it can send.</summary>
internal sealed record GuardedStep(string Sequence, string Step, IReadOnlyList<Variant> Variants)
{
    /// <summary>Its name for people.</summary>
    public string Name => $"{Sequence}/{Step}";
}

/// <summary>Rules that clash.</summary>
/// <param name="Rules">The fewest of them.</param>
/// <param name="Where">A step where they do.</param>
internal sealed record Contradiction(IReadOnlyList<Guardrail> Rules, string Where)
{
    /// <summary>The rules' names.</summary>
    public string Names => NamesOf(Rules);

    /// <summary>The names of rules.</summary>
    public static string NamesOf(IEnumerable<Guardrail> rules) => string.Join(", ", rules.Select(r => r.Key));

    /// <summary>The rules in words, each with who answers for it.</summary>
    public string InWords => string.Join("; ", Rules.Select(r => $"{r.Key}: {r.InWords} ({r.Owner})"));

    /// <summary>As a fault of the configuration.</summary>
    public Fault ToFault()
    {
        var first = Rules[0];
        return new Fault(
            $"{GuardrailFaults.Section}:{first.Key}",
            $"{first.InWords} ({first.Owner})",
            Rules.Count == 1
                ? $"a rule that can be kept at {Where}: give it other variants, another share or another step"
                : $"no contradiction at {Where} with {string.Join("; ", Rules.Skip(1).Select(r => $"{GuardrailFaults.Section}:{r.Key}, {r.InWords} ({r.Owner})"))}: change one of the shares, or part their segments, steps or dates");
    }
}
