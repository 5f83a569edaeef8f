using FollowUpAgent.Decisions;
using FollowUpAgent.Reports.Evidence;

namespace FollowUpAgent.Reports;

/// <summary>The week in a few sentences: what was done, what came of it, and what the agent adds.</summary>
internal static class Headlines
{
    /// <summary>The sentences, in the order in which one would say them.</summary>
    public static IEnumerable<Sentence> Of(WeeklyReport report, long sentBefore)
    {
        if (report.IsQuiet)
        {
            yield return Sentence.Of("headline.quiet");
            yield break;
        }

        yield return Sentence.Of("headline.sent", report.Groups.Sum(g => g.Sent), sentBefore);
        yield return Heard("headline.goals", report, OutcomeCatalog.Goal);
        yield return Heard("headline.replies", report, OutcomeCatalog.PositiveReply);
        foreach (var uplift in report.Uplift)
        {
            yield return OfUplift(uplift);
            if (uplift.MoreContacts is { } more)
            {
                yield return Sentence.Of("headline.more", more);
            }
        }
    }

    private static Sentence Heard(string key, WeeklyReport report, string outcome)
    {
        var week = report.Goals.Single(g => g.Outcome == outcome);
        return Sentence.Of(key, week.Count, week.Before);
    }

    private static Sentence OfUplift(Uplift uplift)
    {
        var against = Fact.Ours($"group.{uplift.Against}");
        return uplift.AlwaysValid is { } bounds
            ? Sentence.Of($"headline.uplift.{uplift.Verdict.ToText()}", against, uplift.Difference, bounds.Low, bounds.High)
            : Sentence.Of("headline.uplift.unsaid", against);
    }

    /// <summary>The verdict as texts and JSON name it.</summary>
    public static string ToText(this Verdict verdict) => verdict switch
    {
        Verdict.Better => "better",
        Verdict.NotWorse => "not-worse",
        Verdict.Worse => "worse",
        Verdict.NotEnough => "not-enough-evidence",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "No such verdict."),
    };

    /// <summary>The label as texts and JSON name it.</summary>
    public static string ToText(this EvidenceLabel label) => label switch
    {
        EvidenceLabel.Works => "works",
        EvidenceLabel.Weaker => "weaker",
        EvidenceLabel.Hint => "hint",
        EvidenceLabel.Unknown => "unknown",
        EvidenceLabel.Alone => "alone",
        _ => throw new ArgumentOutOfRangeException(nameof(label), label, "No such label."),
    };
}
