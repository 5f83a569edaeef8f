using System.Globalization;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Scenarios.Scoreboard;

/// <summary>
/// Finds where people keep answering the same way, beyond chance: most of at least eight questions, and the share surely above 0.7. What
/// holds of a whole step is said of the step alone. Pure.
/// </summary>
internal static class Habits
{
    private const int LeastItems = 8;
    private const double LeastShare = 0.7;
    private const double Coverage = 0.9;

    /// <summary>All habits that are no rule yet, the surest first.</summary>
    /// <param name="given">What was answered.</param>
    /// <param name="groups">The languages and segments of the contact of an answer.</param>
    /// <param name="rules">The rules in force.</param>
    public static IReadOnlyList<Habit> Find(
        IReadOnlyList<GivenAnswer> given, Func<GivenAnswer, IEnumerable<(HabitScope Scope, string Value)>> groups, Guardrails rules)
    {
        var found = new List<Habit>();
        foreach (var step in given.Where(g => g.State != ApprovalState.Stopped).GroupBy(g => (g.Sequence, g.Step)))
        {
            var (sequence, key) = step.Key;
            if (Of(sequence, key, HabitScope.All, null, [.. step], ApprovalState.Skipped) is { } whole)
            {
                found.Add(whole);
                continue;
            }

            foreach (var variant in step.GroupBy(g => g.VariantKey))
            {
                found.AddRange(((string[])[ApprovalState.Skipped, ApprovalState.Changed])
                    .Select(answer => Of(sequence, key, HabitScope.Variant, variant.Key, [.. variant], answer)).OfType<Habit>());
            }

            foreach (var group in step.SelectMany(g => groups(g).Select(s => (Group: s, Given: g))).GroupBy(g => g.Group, g => g.Given))
            {
                found.AddRange(Of(sequence, key, group.Key.Scope, group.Key.Value, [.. group], ApprovalState.Skipped) is { } habit ? [habit] : []);
            }
        }

        return [.. found.Where(h => !IsRule(h, rules)).OrderByDescending(h => h.Low).ThenBy(h => h.Sequence, StringComparer.Ordinal).ThenBy(h => h.Step, StringComparer.Ordinal)];
    }

    private static Habit? Of(string sequence, string step, HabitScope scope, string? value, IReadOnlyList<GivenAnswer> items, string answer)
    {
        // Whoever changed the time alone has nothing against the variant.
        var same = items.Where(g => g.State == answer && (answer != ApprovalState.Changed || IsOther(g))).ToList();
        var low = BetaRates.Interval(same.Count, items.Count - same.Count, Coverage).Low;
        if (items.Count < LeastItems || low <= LeastShare || NameOf(sequence, step, scope, value) is not { } name)
        {
            return null;
        }

        var who = same.GroupBy(g => g.AnsweredBy ?? "").OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).First().Key;
        var reason = string.Create(CultureInfo.InvariantCulture, $"{same.Count} of {items.Count} were {answer}");
        return new Habit(sequence, step, scope, value, answer, same.Count, items.Count, low, who) { Changes = ChangesOf(name, sequence, step, scope, value, who, reason) };
    }

    private static bool IsOther(GivenAnswer given) => given.DoneVariant is { } done && Learning.Features.Variant.KeyOf(done) != given.VariantKey;

    private static bool IsRule(Habit habit, Guardrails rules) => rules.All.Any(r =>
        r.Kind is GuardrailKind.Never && r.Covers(habit.Sequence, habit.Step)
        && (habit.Scope is HabitScope.Variant ? r.Variant == habit.Value : !r.NamesVariants)
        && (r.Segment is null || r.Segment.Key == SegmentOf(habit.Scope, habit.Value)));

    // A name of a rule is a key as any other; where none can be made of it, a person has to find one.
    private static string? NameOf(string sequence, string step, HabitScope scope, string? value)
    {
        var name = $"no-{sequence}-{step}{(scope is HabitScope.All ? "" : $"-{value}")}";
        return KeyRule.Allows(name) ? name : null;
    }

    private static string? SegmentOf(HabitScope scope, string? value) => scope switch
    {
        HabitScope.Language => $"language-{value}",
        HabitScope.Segment => value,
        HabitScope.All or HabitScope.Variant => null,
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "No such scope."),
    };

    private static Dictionary<string, string> ChangesOf(
        string name, string sequence, string step, HabitScope scope, string? value, string who, string reason)
    {
        var (rule, changes) = ($"Guardrails:{name}", new Dictionary<string, string>());
        if (scope is HabitScope.Language)
        {
            changes[$"Segments:{SegmentOf(scope, value)}:Language:0"] = value!;
        }

        changes[$"{rule}:Kind"] = "never";
        changes[$"{rule}:Sequence"] = sequence;
        changes[$"{rule}:Step"] = step;
        if (scope is HabitScope.Variant)
        {
            changes[$"{rule}:Variant"] = value!;
        }

        if (SegmentOf(scope, value) is { } segment)
        {
            changes[$"{rule}:Segment"] = segment;
        }

        changes[$"{rule}:Owner"] = who;
        changes[$"{rule}:Reason"] = reason;
        return changes;
    }
}
