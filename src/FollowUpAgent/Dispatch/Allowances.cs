using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Dispatch;

/// <summary>What the written rules leave of a step for one contact. Thread-safe.</summary>
internal sealed class Allowances(SequenceCatalog catalog, Versions versions)
{
    /// <summary>The versions that may be sent, and the rules that took part.</summary>
    public StepRules At(Enrollment enrollment, PlanningFacts facts, DateTimeOffset now)
    {
        var definition = catalog.Find(enrollment.Sequence)!;
        return facts.Guardrails.At(definition.Key, enrollment.Step, versions.Of(definition, enrollment.Step), facts.SegmentsAt(now), now);
    }

    /// <summary>Whether this is a day without mails, where the contact is.</summary>
    public bool IsQuiet(Enrollment enrollment, PlanningFacts facts, DateTimeOffset now) => QuietBy(enrollment, facts, now).Any();

    /// <summary>The rules that make this a day without mails.</summary>
    public IEnumerable<Guardrail> QuietBy(Enrollment enrollment, PlanningFacts facts, DateTimeOffset now)
    {
        var today = LocalSchedule.LocalDateOf(now, facts.Contact!.TimeZone, catalog.Find(enrollment.Sequence)!.DefaultTimeZone);
        return facts.Guardrails.QuietAt(enrollment.Sequence, enrollment.Step, facts.SegmentsAt(now), now).Where(r => r.Dates.Any(d => d.Contains(today)));
    }

    /// <summary>How shares of volume limit sending to a contact, and budgets how much is explored. Who is not written to anyway needs no room.</summary>
    public static List<RuleApplied> LimitsOn(Enrollment enrollment, PlanningFacts facts, DateTimeOffset now)
    {
        var segments = facts.SegmentsAt(now);
        return enrollment.GroupName == Group.Holdout.ToText()
            ? []
            : [.. Budget.LimitsOf(enrollment, facts), .. facts.Guardrails.VolumesAt(enrollment.Sequence, enrollment.Step, now).Where(r => r.Limits(segments))
                .Select(r => RuleApplied.Bounding(r.Key, [], 0, Volume.MostSent(r, facts.Volumes.GetValueOrDefault(r.Key, VolumeCount.None))))
                .Where(r => r.Most is not null)];
    }
}

/// <summary>What follows from the rules for what people agreed to.</summary>
internal static class AllowedApproval
{
    /// <summary>Whether the rules leave something to send; and where people agreed to a mail, that one. A text of one's own counts as its variant.</summary>
    public static bool Allows(this StepRules rules, Approval? approval) => approval is null
        ? rules.Variants.Count > 0
        : rules.Variants.Any(v => v.Key == Variant.KeyOf(approval.DoneVariant ?? approval.Variant));
}
