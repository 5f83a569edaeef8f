using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Oversight;
using FollowUpAgent.Oversight.Autonomy;
using FollowUpAgent.Oversight.People;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Reports.Silences;

/// <summary>Why an enrollment is not planned, or its mail not handed over: what follows from its row and its facts alone. Pure.</summary>
internal sealed class PlanSilence(Planner planner, Allowances allowances, SequenceCatalog catalog, Owners owners, Staff staff)
{
    /// <summary>Every reason that holds for it.</summary>
    /// <param name="enrollment">An open one.</param>
    /// <param name="facts">What planning knows of it.</param>
    /// <param name="message">Its message that is not settled, or null.</param>
    /// <param name="now">Business time.</param>
    public IEnumerable<Silence> Of(Enrollment enrollment, PlanningFacts facts, OutboxMessage? message, DateTimeOffset now)
    {
        // Nothing else is asked of one that is over: its sequence may be gone.
        var reasons = planner.WhyOver(enrollment, facts, now) is { } over
            ? [new Silence(SilenceKind.Over) { What = over.ToText() }]
            : HeldBy(enrollment, facts, now).Concat(RuledOut(enrollment, facts, now)).Concat(Standing(enrollment, facts, message, now));
        return reasons.Select(r => r with { Sequence = enrollment.Sequence, Step = enrollment.Step });
    }

    private IEnumerable<Silence> HeldBy(Enrollment enrollment, PlanningFacts facts, DateTimeOffset now)
    {
        if (enrollment.GroupName == Group.Holdout.ToText())
        {
            yield return new Silence(SilenceKind.Holdout);
        }

        var definition = catalog.Find(enrollment.Sequence);
        // Each of them by itself: together, the one that lasts longest hides the other.
        foreach (var alone in (StandDown[])[StandDown.None with { AnsweredUntil = facts.StandDown.AnsweredUntil }, StandDown.None with { AwayUntil = facts.StandDown.AwayUntil }])
        {
            if (alone.For(definition) is { } held)
            {
                yield return new Silence(held.Reason == QuietCause.Away ? SilenceKind.Away : SilenceKind.Answered) { Until = held.Until };
            }
        }

        foreach (var (isPaused, key) in (IEnumerable<(bool, string)>)
            [
                (facts.Steering.Pauses.Everything, AutonomyOptions.PausedKey),
                (facts.Steering.Pauses.Sequences.Contains(enrollment.Sequence), AutonomyOptions.PausedKeyOf(enrollment.Sequence)),
            ])
        {
            if (isPaused)
            {
                // The last that says it is the one that holds.
                var directive = facts.Steering.InForce.LastOrDefault(d => d.ByKey.ContainsKey(key));
                yield return new Silence(SilenceKind.Paused)
                {
                    What = key,
                    Id = directive?.Id.Value,
                    Who = directive?.Person,
                    Why = directive?.Reason,
                    Since = directive?.FromAt,
                    Until = directive?.UntilAt,
                };
            }
        }
    }

    private IEnumerable<Silence> RuledOut(Enrollment enrollment, PlanningFacts facts, DateTimeOffset now)
    {
        var left = allowances.At(enrollment, facts, now);
        var closing = left.Allows(facts.Approval) ? [] : left.Applied.Where(a => !a.IsBound).Select(a => facts.Guardrails.Find(a.Rule)).OfType<Guardrail>().Distinct();
        var full = Allowances.LimitsOn(enrollment, facts, now).Where(l => l.Most <= 0);
        return
        [
            .. closing.Select(r => By(SilenceKind.Guardrail, r)),
            .. allowances.QuietBy(enrollment, facts, now).Select(r => By(SilenceKind.QuietDay, r)),
            .. full.Select(l => UsedUp(l.Rule, facts.Guardrails) with { Until = now + Volume.Rest }),
        ];
    }

    private IEnumerable<Silence> Standing(Enrollment enrollment, PlanningFacts facts, OutboxMessage? message, DateTimeOffset now)
    {
        var state = EnrollmentStateText.Parse(enrollment.State);
        var (offer, free, open) = planner.OpeningsOf(enrollment, facts, now);
        if (free > now && state is not EnrollmentState.Sending)
        {
            yield return new Silence(SilenceKind.ContactCap) { Until = free };
        }

        if (offer.IsClosed)
        {
            yield return new Silence(SilenceKind.Closed);
        }

        switch (state)
        {
            case EnrollmentState.Waiting:
                yield return new Silence(enrollment.DueAt > now ? SilenceKind.NotDue : SilenceKind.Due) { Until = enrollment.DueAt };
                break;
            case EnrollmentState.Decided:
                yield return new Silence(enrollment.DueAt > now ? SilenceKind.SlotDrawn : SilenceKind.Due) { What = facts.Round?.Chosen, Since = enrollment.DueAt, Until = enrollment.SlotUntil };
                break;
            case EnrollmentState.Asked:
                yield return Asked(enrollment, facts);
                break;
            case EnrollmentState.Sending when message is not null:
                yield return new Silence(message.State == MessageState.Unknown ? SilenceKind.UnknownFate : SilenceKind.InOutbox)
                {
                    What = message.State,
                    Why = message.Reason,
                    Id = message.Id.Value,
                    Until = message.DueAt,
                };
                break;
            case EnrollmentState.Paused when enrollment.Reason != SequenceStore.WaitsForTask:
                yield return new Silence(message?.State == MessageState.Quarantined ? SilenceKind.Quarantined : SilenceKind.Held) { Why = enrollment.Reason, Id = message?.Id.Value };
                break;
            case EnrollmentState.Sending or EnrollmentState.Paused or EnrollmentState.Ended:
                break;
            default:
                throw new InvalidOperationException($"No such state of an enrollment: {state}.");
        }
    }

    private Silence Asked(Enrollment enrollment, PlanningFacts facts)
    {
        var mayAnswer = staff.All.Where(p => p.Role >= Deed.Approve.LeastRole()).Select(p => p.Key).ToList();
        return new Silence(SilenceKind.Approval)
        {
            What = facts.Approval?.Rule,
            Why = facts.Approval?.Otherwise,
            Who = mayAnswer.Count > 0 ? string.Join(", ", mayAnswer) : owners.Of(facts.Contact!, enrollment.Sequence),
            Id = facts.Approval?.DecisionId.Value,
            Since = facts.Approval?.AskedAt,
            Until = facts.Approval?.AnswerBy ?? enrollment.DueAt,
        };
    }

    // What is no rule's is a goal's.
    private static Silence UsedUp(string name, Guardrails rules) => rules.Find(name) is { } rule
        ? By(rule.Kind is GuardrailKind.Budget ? SilenceKind.Budget : SilenceKind.Volume, rule)
        : new Silence(SilenceKind.GoalBudget) { What = name };

    private static Silence By(SilenceKind kind, Guardrail rule) => new(kind) { What = rule.Key, Who = rule.Owner, Why = rule.Reason };
}
