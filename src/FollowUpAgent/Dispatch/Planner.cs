using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Dispatch.Approvals;
using FollowUpAgent.Hosting;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Oversight;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Dispatch;

/// <summary>Works out what becomes of an enrollment that is due: which slot, which variant. Touches no database. Thread-safe.</summary>
internal sealed class Planner(
    SequenceCatalog catalog,
    Decider decider,
    DecisionContext contexts,
    Allowances allowances,
    MessageWriter writer,
    Asking asking,
    Progress progress,
    IdSource ids)
{
    private const int MostSkips = 2;

    // A slot that begins on the hour for everybody would be a burst at the hour.
    private static readonly TimeSpan Spread = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan WhileClosed = TimeSpan.FromDays(7);

    /// <summary>The first stage: a slot or a skip for a step that fell due.</summary>
    public Plan PlanWhen(Enrollment enrollment, PlanningFacts facts, DateTimeOffset now)
    {
        if (WhyOver(enrollment, facts, now) is { } reason)
        {
            return new Plan(enrollment, Progress.Ended(enrollment, reason, now));
        }

        var definition = catalog.Find(enrollment.Sequence)!;
        if ((facts.StandDown.For(definition) ?? facts.Steering.Pauses.HoldOf(enrollment.Sequence, now)) is { } held)
        {
            return new Plan(enrollment, Progress.HeldBack(enrollment, held));
        }

        var (offer, free, open) = OpeningsOf(enrollment, facts, now);
        if (open.Count == 0)
        {
            // Nothing can be sent in any slot: there is nothing to decide yet.
            return new Plan(enrollment, enrollment with { DueAt = offer.IsClosed ? now + WhileClosed : free });
        }

        var (variants, applied) = allowances.At(enrollment, facts, now);
        var limits = Allowances.LimitsOn(enrollment, facts, now);
        if (limits.Any(l => l.Action == RuleApplied.Sending && l.Most <= 0))
        {
            // Not before others were written to: there is nothing to decide yet.
            return new Plan(enrollment, enrollment with { DueAt = now + Volume.Rest });
        }

        var answer = decider.Decide(new Question(
            new DecisionId(ids.New()),
            Decision.When,
            enrollment.Sequence,
            enrollment.Step,
            GroupText.Parse(enrollment.GroupName),
            variants.Count == 0 ? [Decision.Skip] : [.. open.Select(s => s.Key), Decision.Skip],
            [.. offer.Slots.Except(open).Select(s => new RuleApplied(Caps.Contact, s.Key)), .. applied, .. limits],
            contexts.Of(facts.Contact!, enrollment, facts.Engagement, definition, now),
            facts.Snapshot,
            variants,
            Fatigue: facts.Sendings.FatigueOf(enrollment, variants, now))
        { Outcomes = facts.OutcomesAt(now) });
        var row = Complete(answer.Row, enrollment, facts, now);
        var plan = answer.Chosen == Decision.Skip
            ? Skipped(enrollment, row, variants.Count == 0, now)
            : AskAhead(Slotted(enrollment, row, answer, open.Single(s => s.Key == answer.Chosen), free, now), facts, row, now);
        return plan with { Variants = variants };
    }

    /// <summary>The second stage: a variant and its text, for a slot that has begun.</summary>
    public Plan PlanWhich(Enrollment enrollment, PlanningFacts facts, DateTimeOffset now)
    {
        if (WhyOver(enrollment, facts, now) is { } reason)
        {
            return new Plan(enrollment, Progress.Ended(enrollment, reason, now)) { Round = facts.Round?.Id, RoundEnd = RoundEnd.Stopped };
        }

        if (facts.Round is not { } round)
        {
            throw new InvalidOperationException($"Enrollment {enrollment.Id} is decided but its ledger row is missing: restore the database.");
        }

        if (facts.StandDown.For(catalog.Find(enrollment.Sequence)) is { } held)
        {
            return new Plan(enrollment, Progress.HeldBack(enrollment, held)) { Round = round.Id, RoundEnd = RoundEnd.Lapsed, RoundReason = held.Reason };
        }

        if (facts.Steering.Pauses.HoldOf(enrollment.Sequence, now) is { } paused)
        {
            return HeldInSlot(enrollment, round.Id, paused);
        }

        if (now >= enrollment.SlotUntil)
        {
            return Lapsed(enrollment, round.Id, now);
        }

        if (Budget.HoldOf(enrollment, facts, now) is { } used)
        {
            return HeldInSlot(enrollment, round.Id, used);
        }

        if (!allowances.At(enrollment, facts, now).Allows(facts.Approval) || allowances.IsQuiet(enrollment, facts, now))
        {
            // The rules changed, or the contact did, since the slot was drawn: the new round is drawn by what holds now.
            return new Plan(enrollment, Progress.AfterCap(enrollment, now)) { Round = round.Id, RoundEnd = RoundEnd.Lapsed, RoundReason = "guardrail" };
        }

        if (facts.Approval is { } approval)
        {
            return asking.CarryOut(enrollment, facts, approval, now);
        }

        var question = WhichQuestion(enrollment, facts, round, now);
        var answer = decider.Decide(question);
        var plan = asking.Ask(enrollment, facts, question, answer.Chosen, now)
            ?? writer.Write(enrollment, facts, round.Id, asking.TextOf(enrollment, answer.Chosen)!, now);
        return plan with { Rows = [Complete(answer.Row, enrollment, facts, now)], Variants = question.Variants };
    }

    /// <summary>What follows where nobody answered about a mail in time.</summary>
    public Plan PlanUnanswered(Enrollment enrollment, PlanningFacts facts, DateTimeOffset now)
    {
        if (WhyOver(enrollment, facts, now) is { } reason)
        {
            return new Plan(enrollment, Progress.Ended(enrollment, reason, now)) { Round = facts.Round?.Id, RoundEnd = RoundEnd.Stopped };
        }

        // Whoever paused did not mean to have steps passed over meanwhile.
        return facts.Steering.Pauses.HoldOf(enrollment.Sequence, now) is { } paused
            ? new Plan(enrollment, enrollment with { DueAt = paused.Until })
            : asking.Unanswered(enrollment, facts, now);
    }

    /// <summary>The slots of a step that falls due now, and in which of them its contact may be written to.</summary>
    public Openings OpeningsOf(Enrollment enrollment, PlanningFacts facts, DateTimeOffset now)
    {
        var definition = facts.Guardrails.Quieted(catalog.Find(enrollment.Sequence)!, enrollment.Step, facts.SegmentsAt(now), now);
        var offer = LocalSchedule.SlotsFrom(now, facts.Contact!.TimeZone, definition);
        var free = Caps.FreeAt(catalog.Limits, facts.Sendings.Select(s => s.At), now);
        return new Openings(offer, free, [.. offer.Slots.Where(slot => slot.Until > free)]);
    }

    // Where people may be asked about it, the mail is drawn and written as soon as the step falls due, so that they have time.
    private Plan AskAhead(Plan plan, PlanningFacts facts, Decision when, DateTimeOffset now)
    {
        var slotted = plan.Moved;
        if (!Asking.MayAsk(slotted, facts))
        {
            return plan;
        }

        var question = WhichQuestion(slotted, facts, when, now);
        var answer = decider.Decide(question);
        return asking.Ask(slotted, facts, question, answer.Chosen, now) is { } ask
            ? ask with { Claimed = plan.Claimed, Rows = [when, Complete(answer.Row, slotted, facts, now)] }
            : plan;
    }

    private Question WhichQuestion(Enrollment enrollment, PlanningFacts facts, Decision when, DateTimeOffset now)
    {
        var definition = catalog.Find(enrollment.Sequence)!;
        var (variants, applied) = allowances.At(enrollment, facts, now);
        return new Question(
            when.Id,
            Decision.Which,
            enrollment.Sequence,
            enrollment.Step,
            GroupText.Parse(enrollment.GroupName),
            [.. variants.Select(v => v.Version)],
            [.. applied, .. Budget.CautionsOf(enrollment, facts)],
            contexts.Of(facts.Contact!, enrollment, facts.Engagement, definition, now),
            facts.Snapshot,
            variants,
            when.Chosen,
            facts.Sendings.FatigueOf(enrollment, variants, now))
        { Outcomes = facts.OutcomesAt(now) };
    }

    /// <summary>Why the enrollment ends once it is looked at, or null.</summary>
    public ExitReason? WhyOver(Enrollment enrollment, PlanningFacts facts, DateTimeOffset now)
    {
        if (facts.Contact is null)
        {
            return ExitReason.Erased;
        }

        if (facts.IsSuppressed)
        {
            return ExitReason.Suppressed;
        }

        if (catalog.Step(enrollment.Sequence, enrollment.Step) is NextStep.Over(var reason))
        {
            return reason;
        }

        return now > enrollment.EnteredAt + catalog.Find(enrollment.Sequence)!.MaxDuration ? ExitReason.LapsedOut : null;
    }

    private Plan Lapsed(Enrollment enrollment, DecisionId round, DateTimeOffset now)
    {
        // Only capacity puts a decided enrollment off to the very end of its slot.
        var isPutOff = enrollment.DueAt == enrollment.SlotUntil;
        var moved = isPutOff && catalog.FindSender(enrollment.Sender) is { } sender
            ? Progress.AfterCap(enrollment, Caps.NextDayOf(sender, now))
            : progress.AfterLapse(enrollment, now, now);
        return new Plan(enrollment, moved) { Round = round, RoundEnd = RoundEnd.Lapsed, RoundReason = isPutOff ? Caps.MailboxReason : "late" };
    }

    // The slot stays drawn as long as it lasts. One that passes meanwhile is no lapse of the step: nobody could have sent it.
    private static Plan HeldInSlot(Enrollment enrollment, DecisionId round, Held paused) => paused.Until < enrollment.SlotUntil
        ? new Plan(enrollment, enrollment with { DueAt = paused.Until })
        : new Plan(enrollment, Progress.HeldBack(enrollment, paused)) { Round = round, RoundEnd = RoundEnd.Lapsed, RoundReason = paused.Reason };

    // A step that rules pass over says nothing of whether the agent would write: it ends no enrollment.
    private Plan Skipped(Enrollment enrollment, Decision row, bool byRule, DateTimeOffset now)
    {
        var skips = byRule ? enrollment.Skips : enrollment.Skips + 1;
        var stops = !byRule && skips >= MostSkips && enrollment.GroupName != Group.Holdout.ToText();
        var moved = (stops ? Progress.Ended(enrollment, ExitReason.AgentStopped, now) : progress.After(enrollment, now)) with { Skips = skips };
        return new Plan(enrollment, moved) { Rows = [row], Round = row.Id, RoundEnd = RoundEnd.Skipped };
    }

    private static Plan Slotted(Enrollment enrollment, Decision row, Answer answer, Slot slot, DateTimeOffset free, DateTimeOffset now)
    {
        var from = slot.From > free ? slot.From : free;
        var uniforms = new SeededUniforms(row.Seed + 1);
        var room = slot.Until - from < Spread * 2 ? (slot.Until - from) / 2 : Spread;
        return new Plan(enrollment, enrollment with
        {
            State = EnrollmentState.Decided.ToText(),
            DueAt = from <= now ? now : from + (room * uniforms.Next()),
            SlotUntil = slot.Until,
            ExpectedGain = answer.GainOverSkip,
        })
        { Rows = [row] };
    }

    private Decision Complete(Decision row, Enrollment enrollment, PlanningFacts facts, DateTimeOffset now) => row with
    {
        EnrollmentId = enrollment.Id,
        ContactId = enrollment.ContactId,
        Sequence = enrollment.Sequence,
        Step = enrollment.Step,
        Round = enrollment.Round,
        DecidedAt = now,
        Configuration = facts.Steering.VersionOver(facts.Guardrails.VersionWith(catalog.ConfigurationVersion)),
    };
}

/// <summary>What a step that falls due can be sent in.</summary>
/// <param name="Offer">Its slots.</param>
/// <param name="Free">From when on the caps of its contact allow a mail.</param>
/// <param name="Open">The slots that last longer than that.</param>
internal sealed record Openings(SlotOffer Offer, DateTimeOffset Free, IReadOnlyList<Slot> Open);
