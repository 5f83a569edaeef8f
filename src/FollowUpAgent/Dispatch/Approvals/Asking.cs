using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Oversight.Autonomy;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Dispatch.Approvals;

/// <summary>
/// Asks people about a mail where a rule wants it, and carries out what they said. What is drawn stays drawn: an answer never changes the
/// ledger, it stands beside it. Touches no database. Thread-safe.
/// </summary>
internal sealed class Asking(Decider decider, MessageWriter writer, Versions versions, Allowances allowances, SequenceCatalog catalog, EditedTexts edited, Progress progress)
{
    /// <summary>Why a round lapses whose slot passed before anybody answered.</summary>
    public const string UnansweredReason = "unanswered";

    /// <summary>Why a round lapses whose mail would not be the one that was approved.</summary>
    public const string TextChanged = "text-changed";

    /// <summary>Whether anybody could be asked about this enrollment's mail.</summary>
    public static bool MayAsk(Enrollment enrollment, PlanningFacts facts) => facts.Steering.Get<AutonomyRules>().MayAsk(GroupText.Parse(enrollment.GroupName));

    /// <summary>Asks about a mail: the plan that writes the question down; or null where the agent decides alone.</summary>
    /// <param name="enrollment">With its slot.</param>
    /// <param name="facts">What planning knows of it.</param>
    /// <param name="question">The second stage's question.</param>
    /// <param name="version">The version that was drawn.</param>
    /// <param name="now">Business time.</param>
    public Plan? Ask(Enrollment enrollment, PlanningFacts facts, Question question, string version, DateTimeOffset now)
    {
        if (!MayAsk(enrollment, facts))
        {
            return null;
        }

        var rules = facts.Steering.Get<AutonomyRules>();
        var prospect = decider.ProspectOf(question, version);
        var verdict = rules.Judge(question.Group, enrollment.Sequence, enrollment.Step, facts.Contact!, prospect);
        if (verdict.Mode is AutonomyMode.Auto)
        {
            return null;
        }

        var written = writer.Write(enrollment, facts, question.Decision, TextOf(enrollment, version)!, now);
        if (written.Message!.State == MessageState.Quarantined)
        {
            return written;
        }

        var described = Describe(enrollment, facts, question, written, now) with { AnswerBy = (facts.FirstAskedAt ?? now) + rules.AnswerWithin };
        var approval = described with
        {
            SendAt = verdict.Mode is AutonomyMode.Notify ? Noticed(described, rules.NoticeTime, now) : described.SendAt,
            Mode = verdict.Mode.ToText(),
            Rule = verdict.Rule,
            Otherwise = verdict.Otherwise.ToText(),
            State = verdict.Mode is AutonomyMode.Notify ? ApprovalState.Notified : ApprovalState.Pending,
            Value = prospect.Value,
            OverBaseline = prospect.OverBaseline,
            Harm = prospect.Harm.High,
            Evidence = prospect.Evidence,
        };
        return written with { Question = approval, Moved = Waiting(enrollment, approval) };
    }

    /// <summary>Writes the mail that people agreed to, if it still is that mail.</summary>
    public Plan CarryOut(Enrollment enrollment, PlanningFacts facts, Approval approval, DateTimeOffset now)
    {
        var version = approval.DoneVariant ?? approval.Variant;
        var text = approval.Edited is { } own ? edited.TextOf(enrollment, facts.Contact!, version, own, []) : TextOf(enrollment, version);
        if (text is null || !ApprovalState.IsYes(approval.State))
        {
            return Lapsed(enrollment, approval, TextChanged, now);
        }

        var plan = writer.Write(enrollment, facts, approval.DecisionId, text, now);
        return approval.Fingerprint is { } agreed && plan.Message!.State != MessageState.Quarantined && plan.Message.Fingerprint != agreed
            ? Lapsed(enrollment, approval, TextChanged, now)
            : plan;
    }

    /// <summary>What follows where nobody answered: another round where the slot is over, else what is configured.</summary>
    public Plan Unanswered(Enrollment enrollment, PlanningFacts facts, DateTimeOffset now)
    {
        var approval = facts.Approval!;
        var expired = approval with { State = ApprovalState.Expired, AnsweredAt = now };
        if (now < approval.AnswerBy)
        {
            return Lapsed(enrollment, approval, UnansweredReason, now);
        }

        if (!AutonomyText.TryParse(approval.Otherwise, out Unanswered otherwise) || otherwise is Oversight.Autonomy.Unanswered.Skip)
        {
            return new Plan(enrollment, progress.After(enrollment, now))
            {
                Round = approval.DecisionId,
                RoundEnd = RoundEnd.Skipped,
                RoundReason = UnansweredReason,
                Expired = expired with { DoneSlot = Decision.Skip },
            };
        }

        var baseline = otherwise is Oversight.Autonomy.Unanswered.Baseline ? allowances.At(enrollment, facts, now).Variants : null;
        if (now >= approval.SlotUntil || baseline is [])
        {
            return Lapsed(enrollment, approval, UnansweredReason, now);
        }

        // Nobody has to have seen what is sent now.
        return new Plan(enrollment, Decided(enrollment, approval, now))
        {
            Expired = expired with { Fingerprint = null, DoneVariant = baseline is [var first, ..] && first.Version != approval.Variant ? first.Version : null },
        };
    }

    /// <summary>What to write for a version of the present step; null where it is not the present version any more.</summary>
    public ToWrite? TextOf(Enrollment enrollment, string version) =>
        catalog.Find(enrollment.Sequence) is { } definition
        && versions.Of(definition, enrollment.Step).Any(v => v.Version == version)
        && catalog.Step(enrollment.Sequence, enrollment.Step) is NextStep.Found(var step)
            ? new ToWrite(version, step.Variants.Single(v => v.Key == Variant.KeyOf(version)).Template)
            : null;

    /// <summary>The enrollment once its mail may go out.</summary>
    public static Enrollment Decided(Enrollment enrollment, Approval approval, DateTimeOffset now) => enrollment with
    {
        State = EnrollmentState.Decided.ToText(),
        DueAt = approval.SendAt > now ? approval.SendAt : now,
        SlotUntil = approval.SlotUntil,
    };

    private static Approval Describe(Enrollment enrollment, PlanningFacts facts, Question question, Plan written, DateTimeOffset now) => new()
    {
        DecisionId = question.Decision,
        EnrollmentId = enrollment.Id,
        ContactId = enrollment.ContactId,
        Sequence = enrollment.Sequence,
        Step = enrollment.Step,
        Variant = written.Message!.Variant,
        Slot = question.Slot!,
        SendAt = enrollment.DueAt > now ? enrollment.DueAt.Value : now,
        SlotUntil = enrollment.SlotUntil!.Value,
        Fingerprint = written.Message.Fingerprint,
        Subject = written.Subject,
        AskedAt = now,
        FirstAskedAt = facts.FirstAskedAt ?? now,
    };

    // People see it for a while, unless its slot does not last that long.
    private static DateTimeOffset Noticed(Approval approval, TimeSpan noticeTime, DateTimeOffset now)
    {
        var seen = now + noticeTime;
        return seen > approval.SendAt && seen < approval.SlotUntil ? seen : approval.SendAt;
    }

    /// <summary>The enrollment while people are asked, or told.</summary>
    public static Enrollment Waiting(Enrollment enrollment, Approval approval) => approval.State == ApprovalState.Notified
        ? Decided(enrollment, approval, approval.AskedAt)
        : enrollment with
        {
            State = EnrollmentState.Asked.ToText(),
            DueAt = approval.AnswerBy < approval.SlotUntil ? approval.AnswerBy : approval.SlotUntil,
        };

    // No lapse of the step: people took their time, or the text became another.
    private static Plan Lapsed(Enrollment enrollment, Approval approval, string reason, DateTimeOffset now) =>
        new(enrollment, Progress.AfterCap(enrollment, now)) { Round = approval.DecisionId, RoundEnd = RoundEnd.Lapsed, RoundReason = reason };
}
