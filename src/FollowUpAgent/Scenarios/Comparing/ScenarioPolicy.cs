using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Goals;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Oversight.Directives;

namespace FollowUpAgent.Scenarios.Comparing;

/// <summary>What the agent would decide by if a scenario held: weights and rules, and which mails pauses and caps would let through.</summary>
internal sealed class ScenarioPolicy
{
    private readonly Guardrails guardrails;
    private readonly DateOnly today;
    private readonly Dictionary<string, double> carried;
    private readonly Pauses pauses;

    /// <summary>Reads what would hold.</summary>
    /// <param name="name">The scenario's name.</param>
    /// <param name="scenario">The scenario; null for what holds now.</param>
    /// <param name="steering">What would hold.</param>
    /// <param name="sent">What was sent on which day.</param>
    /// <param name="now">Rules are those of this day.</param>
    public ScenarioPolicy(string name, Scenario? scenario, Steering steering, IReadOnlyList<SentOnDay> sent, DateTimeOffset now)
    {
        (Name, Scenario, Outcomes, Goals) = (name, scenario, steering.Outcomes, steering.Get<GoalCatalog>());
        (guardrails, pauses, today) = (steering.Get<Guardrails>(), steering.Pauses, DateOnly.FromDateTime(now.UtcDateTime));
        carried = CarriedBy(steering, sent);
        var remembered = steering.Get<DecisionsOptions>().Features;
        Forgotten = [.. Asked.SelectMany(s => s.Values.Keys).Where(IsField).Select(f => f[DecisionContext.FieldPrefix.Length..]).Except(remembered).Order(StringComparer.Ordinal)];
        Signature = $"{guardrails.VersionWith("")}/{string.Join(' ', Outcomes.All.SelectMany(WeightsOf))}";
    }

    /// <summary>The scenario's name.</summary>
    public string Name { get; }

    /// <summary>The scenario; null for what holds now.</summary>
    public Scenario? Scenario { get; }

    /// <summary>What counts.</summary>
    public OutcomeCatalog Outcomes { get; }

    /// <summary>What people want to reach.</summary>
    public GoalCatalog Goals { get; }

    /// <summary>Equal where two choose alike: volume and autonomy change how much is done, not what.</summary>
    public string Signature { get; }

    /// <summary>Rules that only days and counters can keep: no figure knows of them.</summary>
    public IReadOnlyList<string> NotReckoned => [.. guardrails.All.Where(r => r.IsOfVolume || r.Kind is GuardrailKind.Quiet).Select(r => r.Key)];

    /// <summary>Own fields that segments ask for and decisions do not keep: who is in such a segment no figure knows.</summary>
    public IReadOnlyList<string> Forgotten { get; }

    /// <summary>The share of a sequence's mails that goes out.</summary>
    public double CarriedOf(string sequence) => pauses.Holds(sequence) ? 0 : carried.GetValueOrDefault(sequence, 1);

    /// <summary>What the rules leave of a step for a contact, as far as a decision's context knows it.</summary>
    public StepRules RulesAt(string sequence, string step, IReadOnlyList<Variant> variants, ContactContext contact) => StepRules.Of(
        [.. guardrails.All.Where(r => r.HoldsOn(today) && r.Covers(sequence, step) && (r.Segment is null || Holds(r.Segment, contact)))], variants);

    /// <summary>Whether a contact belongs to a segment, as far as a decision's context knows it.</summary>
    public static bool Holds(Segment segment, ContactContext contact) =>
        segment.Values.All(v => contact.Find(v.Key) is { } value && Segment.Has(v.Value, value.Text));

    /// <summary>The segments that rules and weights ask for: two contacts that differ in none are alike to all of them.</summary>
    public IEnumerable<Segment> Asked => [.. guardrails.All.Select(r => r.Segment).OfType<Segment>(), .. Outcomes.Segments];

    /// <summary>What counts of a contact, as far as a decision's context knows it.</summary>
    public OutcomeCatalog OutcomesOf(ContactContext contact) => Outcomes.For(segment => Holds(segment, contact));

    private static bool IsField(string fact) => fact.StartsWith(DecisionContext.FieldPrefix, StringComparison.Ordinal);

    private static IEnumerable<string> WeightsOf(Outcome outcome) =>
    [
        FormattableString.Invariant($"{outcome.Key}={outcome.Weight:R}"),
        .. outcome.Segments.Select(s => FormattableString.Invariant($"{s.Segment.Key}={s.Weight:R} {string.Join(' ', s.Segment.Values.Select(v => $"{v.Key}:{string.Join(',', v.Value)}"))}")),
    ];

    // What is above a mailbox's cap on a day does not go out on it.
    private static Dictionary<string, double> CarriedBy(Steering steering, IReadOnlyList<SentOnDay> sent)
    {
        var ofMailbox = sent.GroupBy(s => (s.Sender, s.Day)).ToDictionary(
            g => g.Key, g => steering.Sequences.FindSender(g.Key.Sender) is { } sender ? Math.Min(1, (double)sender.PerDay / g.Sum(s => s.Sends)) : 1);
        return sent.GroupBy(s => s.Sequence).ToDictionary(
            g => g.Key, g => g.Sum(s => s.Sends * ofMailbox[(s.Sender, s.Day)]) / g.Sum(s => s.Sends), StringComparer.Ordinal);
    }
}
