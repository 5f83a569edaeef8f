namespace FollowUpAgent.Decisions.Guarding;

/// <summary>
/// Which rules can meet: all sets of rules that apply together to some contact on some day. Exact: for every fact that a segment asks for, a
/// contact has one of the values that are named, or another one; days count by the moments at which a rule begins or ends.
/// </summary>
internal static class Overlaps
{
    /// <summary>The sets, as bits in the order of the rules; each once.</summary>
    /// <param name="rules">At most <see cref="GuardrailFaults.MostRules"/>.</param>
    public static IReadOnlyList<ulong> Of(IReadOnlyList<Guardrail> rules)
    {
        HashSet<ulong> sets = [.. DaysOf(rules)];
        foreach (var fact in rules.SelectMany(r => r.Segment?.Values.Keys ?? []).Distinct().Order(StringComparer.Ordinal))
        {
            var classes = ClassesOf(rules, fact).Distinct().ToList();
            sets = [.. sets.SelectMany(s => classes.Select(c => s & c))];
        }

        return [.. sets.OrderDescending()];
    }

    /// <summary>The rules of a set.</summary>
    public static List<Guardrail> RulesOf(ulong set, IReadOnlyList<Guardrail> rules) => [.. rules.Where((_, i) => (set & (1UL << i)) != 0)];

    private static IEnumerable<ulong> DaysOf(IReadOnlyList<Guardrail> rules) =>
        rules.SelectMany(r => new[] { r.From, r.Until }).Append(DateOnly.MinValue).Distinct().Select(day => Where(rules, r => r.HoldsOn(day)));

    private static IEnumerable<ulong> ClassesOf(IReadOnlyList<Guardrail> rules, string fact)
    {
        var named = rules.SelectMany(r => r.Segment?.Values.GetValueOrDefault(fact) ?? []).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var value in named)
        {
            yield return Where(rules, r => ValuesOf(r, fact) is not { } values || Segment.Has(values, value));
        }

        if (Segment.WordsOf(fact) is not { } words || words.Count > named.Count)
        {
            yield return Where(rules, r => ValuesOf(r, fact) is null);
        }
    }

    private static IReadOnlyList<string>? ValuesOf(Guardrail rule, string fact) => rule.Segment?.Values.GetValueOrDefault(fact);

    private static ulong Where(IReadOnlyList<Guardrail> rules, Func<Guardrail, bool> holds) =>
        rules.Select((rule, i) => holds(rule) ? 1UL << i : 0).Aggregate(0UL, (all, bit) => all | bit);
}
