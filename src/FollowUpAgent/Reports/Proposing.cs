using FollowUpAgent.Decisions;
using FollowUpAgent.Delivery;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Reports.Evidence;
using FollowUpAgent.Scenarios;
using FollowUpAgent.Scenarios.Goals;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Reports;

/// <summary>What a person should decide, from what the week showed. Rules with figures, no opinion; each says what to do.</summary>
internal static class Proposing
{
    private const double BouncedShare = 0.05;
    private const double ComplainedShare = 0.001;
    private const double UnsubscribedShare = 0.01;
    private const double LapsedShare = 0.1;
    private const int FewMails = 20;
    private const int ManyMails = 50;
    private static readonly TimeSpan Stale = TimeSpan.FromDays(3);

    /// <summary>All that apply, the weightiest first.</summary>
    public static IEnumerable<Sentence> Of(WeeklyReport report, SequenceCatalog sequences, DeliveryOptions delivery) =>
    [
        .. Harm(report),
        .. Loop(report),
        .. People(report),
        .. Learning(report, sequences),
        .. Beginning(report, delivery),
    ];

    private static IEnumerable<Sentence> Harm(WeeklyReport report)
    {
        foreach (var sender in report.Deliverability.Where(s => s.Sent >= FewMails))
        {
            if (sender.Bounced > BouncedShare * sender.Sent)
            {
                yield return Sentence.Of("proposal.bounced", (double)sender.Bounced / sender.Sent, sender.Sender);
            }

            if (sender.Complained > 1 && sender.Complained > ComplainedShare * sender.Sent)
            {
                yield return Sentence.Of("proposal.complained", sender.Complained, sender.Sender);
            }
        }

        foreach (var uplift in report.Uplift.Where(u => u.Verdict == Verdict.Worse))
        {
            yield return Sentence.Of("proposal.worse", Fact.Ours($"group.{uplift.Against}"));
        }

        var (sent, refusals) = (report.Groups.Sum(g => g.Sent), report.Goals.Single(g => g.Outcome == OutcomeCatalog.UnsubscribeOrNegative).Count);
        if (sent >= FewMails && refusals > 1 && refusals > UnsubscribedShare * sent)
        {
            yield return Sentence.Of("proposal.unsubscribed", (double)refusals / sent);
        }
    }

    private static IEnumerable<Sentence> Loop(WeeklyReport report)
    {
        var failing = report.LoopHealth.Count(r => r.State == HealthState.Failing);
        if (failing > 0)
        {
            yield return Sentence.Of("proposal.failing", failing);
        }

        if (report.Models is { Refused.Count: > 0 } refused)
        {
            yield return Sentence.Of("proposal.refused", refused.Refused.Count, refused.Refused[^1]);
        }

        var sent = report.Groups.Sum(g => g.Sent);
        if (report.Models is { } model && sent > 0 && report.Until - model.MadeAt > Stale)
        {
            yield return Sentence.Of("proposal.stale", (report.Until - model.MadeAt).TotalDays);
        }

        foreach (var group in report.Groups.Where(g => g.LapsedShare > LapsedShare && g.Lapsed >= 5))
        {
            yield return Sentence.Of("proposal.lapsed", group.LapsedShare, Fact.Ours($"group.{group.Group}"));
        }

        if (sent >= ManyMails && report.Goals.All(g => g.Count + g.Before == 0))
        {
            yield return Sentence.Of("proposal.silent", sent);
        }
    }

    private static IEnumerable<Sentence> People(WeeklyReport report)
    {
        foreach (var target in report.Goals.SelectMany(g => g.Targets).Where(t => t.Met == GoalVerdict.No.ToText() && t.Until > report.Until))
        {
            yield return Sentence.Of("proposal.goal", target.Expected, target.Goal, target.Target);
        }

        foreach (var habit in report.People?.Habits ?? [])
        {
            yield return Sentence.Of($"proposal.habit.{habit.Answer}", habit.Count, habit.Items, habit.Sequence, habit.Step, habit.Value is null ? "" : $" ({habit.Value})");
        }
    }

    private static IEnumerable<Sentence> Learning(WeeklyReport report, SequenceCatalog sequences)
    {
        if (sequences.Shares is { Treatment: > 0, Control: 0, Holdout: 0 } && !report.IsQuiet)
        {
            yield return Sentence.Of("proposal.control");
        }

        foreach (var weaker in report.Works.Where(v => v.Label == EvidenceLabel.Weaker))
        {
            yield return Sentence.Of("proposal.weaker", weaker.Variant, weaker.Sequence, weaker.Step);
        }

        foreach (var step in report.NotYetKnowable.Where(v => v.Label == EvidenceLabel.Unknown).GroupBy(v => (v.Sequence, v.Step)))
        {
            if (step.Count() >= 3 && step.Sum(v => v.Sends) >= ManyMails)
            {
                yield return Sentence.Of("proposal.variants", step.Count(), step.Key.Sequence, step.Key.Step);
            }
        }
    }

    private static IEnumerable<Sentence> Beginning(WeeklyReport report, DeliveryOptions delivery)
    {
        if (report.Groups.Sum(g => g.Entered + g.Active) == 0)
        {
            yield return Sentence.Of("proposal.enroll");
        }
        else if (!delivery.Live)
        {
            yield return Sentence.Of("proposal.live");
        }
    }
}
