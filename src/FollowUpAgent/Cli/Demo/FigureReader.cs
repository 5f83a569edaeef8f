using FollowUpAgent.Decisions;
using FollowUpAgent.Events;

namespace FollowUpAgent.Cli.Demo;

/// <summary>Counts what came of a demo: from the database and the mail folder, never from what the program believes to have done.</summary>
internal sealed class FigureReader(DemoRecord record, DemoPlan plan, Truth truth, OutcomeCatalog outcomes)
{
    private static readonly string[] GroupOrder = ["treatment", "control", "baseline", "holdout"];

    /// <summary>Counts.</summary>
    /// <param name="mailIds">The Message-ID of each file in the mail folder, without angle brackets.</param>
    /// <param name="seconds">How long it took.</param>
    /// <param name="peakMegabytes">The most memory.</param>
    public DemoFigures Read(IReadOnlyList<string> mailIds, double seconds, double peakMegabytes)
    {
        var rewards = RewardsUntil(plan.End);
        return new DemoFigures
        {
            Groups = [.. GroupsIn(record.Entered).Select(g => GroupOf(g, rewards[g]))],
            Uplift = Uplift.Of(rewards.GetValueOrDefault("treatment", []), rewards.GetValueOrDefault("control", [])),
            Messages = MessageFigures.Of(record.Planned, mailIds),
            Weeks = [.. Enumerable.Range(0, plan.Weeks).Select(WeekOf)],
            Seconds = seconds,
            PeakMegabytes = peakMegabytes,
        };
    }

    private static IEnumerable<string> GroupsIn(IEnumerable<EnteredRow> entered)
    {
        var there = entered.Select(e => e.GroupName).ToHashSet();
        return GroupOrder.Where(there.Contains);
    }

    private GroupFigures GroupOf(string group, List<double> rewards) => new(
        group,
        rewards.Count,
        record.Planned.Count(m => m.GroupName == group && m.SentAt is not null),
        CountHeard(group, EventKind.Replied),
        CountHeard(group, EventKind.Unsubscribed),
        CountHeard(group, EventKind.Goal),
        Uplift.Rounded(rewards.Average()));

    private long CountHeard(string group, string kind) => record.Heard.Where(h => h.GroupName == group && h.Kind == kind).Sum(h => h.Times);

    private WeekFigures WeekOf(int week)
    {
        var rewards = RewardsUntil(DemoPlan.StartOf(week + 1));
        return new WeekFigures(
            week + 1,
            record.Planned.Count(m => m.SentAt is { } at && plan.WeekOf(at) == week),
            rewards.OrderBy(r => Array.IndexOf(GroupOrder, r.Key)).ToDictionary(r => r.Key, r => Uplift.Rounded(r.Value.Average())),
            BestOf(week));
    }

    private Dictionary<string, List<double>> RewardsUntil(DateTimeOffset end)
    {
        var earned = record.Earned.Where(e => e.OccurredAt < end).ToLookup(e => e.ContactId, e => outcomes.Find(e.Outcome)!.Weight);
        return record.Entered.Where(e => e.EnteredAt < end).GroupBy(e => e.GroupName).ToDictionary(g => g.Key, g => g.Select(e => earned[e.Id].Sum()).ToList());
    }

    private Dictionary<string, double?> BestOf(int week)
    {
        var slots = record.Treatment.Where(r => r.Stage == Decision.When).ToDictionary(r => r.Id, r => r.Chosen);
        var chances = record.Treatment.Where(r => plan.WeekOf(r.DecidedAt) == week)
            .ToLookup(r => r.Stage, r => truth.ChanceOfBest(r, slots.GetValueOrDefault(r.Id), record.People[r.ContactId!.Value]));
        return new[] { Decision.When, Decision.Which }.ToDictionary(
            stage => stage, stage => chances[stage].Any() ? Uplift.Rounded(chances[stage].Average()) : (double?)null);
    }
}
