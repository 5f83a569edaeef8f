using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Delivery;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Events;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Reports.Evidence;
using FollowUpAgent.Reports.Reasons;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;
using FollowUpAgent.Training.Calibrating;
using FollowUpAgent.Training.Challenges;

namespace FollowUpAgent.Reports;

/// <summary>Makes the report of a week from sums that the database adds up.</summary>
internal sealed class ReportMaker(
    Database database, OutcomeCatalog outcomes, SequenceCatalog sequences, DeliveryOptions delivery, WhyReader why, PeopleReader people, ForecastReader forecasts,
    IEnumerable<IHealthSign> signs, TimeProvider clock)
{
    /// <summary>How far back groups are compared: long enough for a sequence to run its course, and a bound on the work.</summary>
    public static readonly TimeSpan Compared = TimeSpan.FromDays(84);

    // Younger sends have hardly had time to earn anything; a new variant would look worse than it is.
    private static readonly TimeSpan Ripening = TimeSpan.FromDays(7);

    /// <summary>Makes it. Of a week that runs, what is known so far.</summary>
    public async Task<WeeklyReport> MakeAsync(IsoWeek week, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var until = now < week.Until ? now : week.Until;
        var span = new Span(week.From, until);
        var compared = new Span(until - Compared, until);
        var figures = await database.ReadAsync(session => ReadAsync(session, span, compared), cancellationToken);
        var (groups, uplift) = (GroupsOf(figures), UpliftOf(figures));
        var variants = VariantsOf(figures).ToList();
        var targets = await forecasts.ReadTargetsAsync(until, cancellationToken);
        var report = new WeeklyReport
        {
            Week = week.Key,
            From = week.From,
            Until = until,
            MadeAt = now,
            IsOver = now >= week.Until,
            ComparedSince = compared.From,
            Headline = [],
            Goals = [.. outcomes.All.Select(o => new OutcomeWeek(o.Key, o.Weight, Sum(figures.Outcomes, o.Key), Sum(figures.Before, o.Key)) { Targets = [.. targets[o.Key]] })],
            Groups = groups,
            Uplift = uplift,
            Ratio = figures.Ratio,
            Works = [.. variants.Where(v => v.Label is not (EvidenceLabel.Unknown or EvidenceLabel.Alone))],
            NotYetKnowable = [.. variants.Where(v => v.Label is EvidenceLabel.Unknown or EvidenceLabel.Alone)],
            Why = await why.ReadAsync(new Span(compared.From, until - Ripening), until, cancellationToken),
            Exploration = await database.ReadAsync(s => ExplorationOfAsync(s, span, groups, uplift), cancellationToken),
            Deliverability = SendersOf(figures),
            Readings = ReadingsOf(figures.Readings),
            Tasks = figures.Tasks,
            People = await people.ReadAsync(span, cancellationToken),
            Forecasts = await forecasts.ReadAsync(week, now >= week.Until, outcomes.All.ToDictionary(o => o.Key, o => Sum(figures.Outcomes, o.Key)), cancellationToken),
            LostLeads = await database.ReadAsync(session => LostLeadsWeek.ReadAsync(session, span), cancellationToken),
            Models = figures.Served is { } served ? new ModelWeek(served.Recipe, served.MadeAt, served.TrainingRows, figures.Refused) { Changes = figures.Changes, Drift = figures.Drift } : null,
            LoopHealth = await HealthEndpoints.ReadAllAsync(signs, cancellationToken),
            Proposals = [],
        };
        return report with { Headline = [.. Headlines.Of(report, figures.SentBefore)], Proposals = [.. Proposing.Of(report, sequences, delivery).Take(5)] };
    }

    private async Task<Figures> ReadAsync(Session session, Span span, Span compared)
    {
        var before = new Span(span.From.AddDays(-7), span.From);
        var sent = new Span(compared.From, span.Until - Ripening);
        var rounds = await session.CountRoundsAsync(before);
        return new Figures(
            await session.CountRoundsAsync(span),
            await session.CountActiveAsync(span),
            await session.CountEnteredAsync(span),
            await session.CountOutcomesAsync(span),
            await session.CountOutcomesAsync(before),
            await session.CountMailEventsAsync(span),
            await session.CountReadingsAsync(span),
            await session.CountSendersAsync(span),
            (await session.SumGroupsAsync(compared, outcomes, sequences.Shares.Unit)).ToDictionary(g => g.GroupName, g => g.ToMoments()),
            await session.SumVariantsAsync(sent, span.Until, outcomes),
            await session.CountVariantOutcomesAsync(sent, span.Until),
            await session.FindServedAsync(span.Until),
            await session.FindRefusalsAsync(span),
            ModelChange.Of(await session.FindJudgementsAsync(span.From, span.Until)),
            [.. (await session.FindAlarmsAsync(span.From, span.Until)).Select(VariantDrift.Of)],
            await GroupRatio.ReadAsync(session, sequences.Shares, compared.From, compared.Until),
            await TaskWeek.ReadAsync(session, span),
            rounds.Where(r => r.How == RoundEnd.Sent.ToText()).Sum(r => r.Count));
    }

    private List<GroupWeek> GroupsOf(Figures figures) =>
    [
        .. Enum.GetValues<Group>().Select(g => GroupOf(g.ToText(), figures)).Where(g => g.Entered + g.Active + g.Compared + g.Lapsed > 0),
    ];

    private GroupWeek GroupOf(string group, Figures figures)
    {
        var moments = figures.Moments.GetValueOrDefault(group);
        return new GroupWeek
        {
            Group = group,
            Entered = figures.Entered.Where(e => e.GroupName == group).Sum(e => e.Count),
            Active = figures.Active.Where(e => e.GroupName == group).Sum(e => e.Count),
            Sent = Ended(RoundEnd.Sent),
            Skipped = Ended(RoundEnd.Skipped),
            Lapsed = Ended(RoundEnd.Lapsed),
            Bounced = Mails(EventKind.Bounced),
            Complained = Mails(EventKind.Complained),
            Outcomes = outcomes.All.ToDictionary(o => o.Key, o => figures.Outcomes.Where(r => r.GroupName == group && r.Outcome == o.Key).Sum(r => r.Count)),
            Compared = moments?.Contacts ?? 0,
            RewardPerContact = moments?.Mean ?? 0,
            Interval = moments?.Interval,
        };

        long Ended(RoundEnd how) => figures.Rounds.Where(r => r.GroupName == group && r.How == how.ToText()).Sum(r => r.Count);
        long Mails(string kind) => figures.MailEvents.Where(e => e.GroupName == group && e.Kind == kind).Sum(e => e.Count);
    }

    private static List<Uplift> UpliftOf(Figures figures) => figures.Moments.GetValueOrDefault(Group.Treatment.ToText()) is not { } treatment
        ? []
        : [.. new[] { Group.Control, Group.Baseline, Group.Holdout }
            .Select(g => g.ToText())
            .Where(figures.Moments.ContainsKey)
            .Select(g => Uplift.Of(g, treatment, figures.Moments[g]))];

    private static IEnumerable<VariantEvidence> VariantsOf(Figures figures) => figures.Variants
        .GroupBy(v => (v.Sequence, v.Step))
        .SelectMany(step => VariantEvidence.Of([.. step.GroupBy(v => v.Chosen).Select(v => new VariantSums(
            step.Key.Sequence,
            step.Key.Step,
            v.Key,
            Part(v, Group.Treatment),
            Part(v, Group.Control),
            figures.VariantOutcomes.Where(o => o.Sequence == step.Key.Sequence && o.Step == step.Key.Step && o.Chosen == v.Key)
                .ToDictionary(o => o.Outcome, o => o.Count)))]));

    private static WeightedMoments Part(IEnumerable<VariantRow> rows, Group group) =>
        rows.FirstOrDefault(r => r.GroupName == group.ToText())?.ToMoments() ?? WeightedMoments.None;

    private static List<SenderWeek> SendersOf(Figures figures) =>
    [
        .. figures.Senders.Select(s => s.Sender).Concat(figures.MailEvents.Select(e => e.Sender)).Distinct().Order(StringComparer.Ordinal)
            .Select(sender => new SenderWeek(
                sender,
                figures.States(sender, MessageState.Sent),
                figures.States(sender, MessageState.Failed),
                figures.States(sender, MessageState.Unknown, MessageState.Quarantined),
                figures.Mails(sender, EventKind.Bounced),
                figures.Mails(sender, EventKind.Complained),
                figures.Mails(sender, EventKind.Unsubscribed)))
            .Where(s => s.Sent + s.Failed + s.Open + s.Bounced + s.Complained > 0),
    ];

    private static List<ReadingWeek> ReadingsOf(IReadOnlyList<ReadingCount> counts) =>
    [
        .. new[] { EventKind.Opened, EventKind.Clicked }
            .Select(kind => new ReadingWeek(kind, counts.Where(c => c.Kind == kind && !c.Machine).Sum(c => c.Count), counts.Where(c => c.Kind == kind && c.Machine).Sum(c => c.Count)))
            .Where(r => r.People + r.Machines > 0),
    ];

    private static Task<ExplorationWeek?> ExplorationOfAsync(Session session, Span span, List<GroupWeek> groups, List<Uplift> uplift)
    {
        var (treatment, control) = (groups.Find(g => g.Group == Group.Treatment.ToText()), groups.Find(g => g.Group == Group.Control.ToText()));
        return ExplorationWeek.ReadAsync(
            session, span, treatment is null ? 0 : treatment.Sent + treatment.Skipped, ControlCost.Of(control, uplift.Find(u => u.Against == Group.Control.ToText())));
    }

    private static long Sum(IEnumerable<OutcomeCount> counts, string outcome) => counts.Where(c => c.Outcome == outcome).Sum(c => c.Count);
}

/// <summary>What the database added up.</summary>
internal sealed record Figures(
    IReadOnlyList<RoundCount> Rounds,
    IReadOnlyList<GroupCount> Active,
    IReadOnlyList<GroupCount> Entered,
    IReadOnlyList<OutcomeCount> Outcomes,
    IReadOnlyList<OutcomeCount> Before,
    IReadOnlyList<MailEventCount> MailEvents,
    IReadOnlyList<ReadingCount> Readings,
    IReadOnlyList<SenderCount> Senders,
    IReadOnlyDictionary<string, Moments> Moments,
    IReadOnlyList<VariantRow> Variants,
    IReadOnlyList<VariantOutcome> VariantOutcomes,
    SnapshotRow? Served,
    IReadOnlyList<string> Refused,
    IReadOnlyList<ModelChange> Changes,
    IReadOnlyList<VariantDrift> Drift,
    GroupRatio? Ratio,
    TaskWeek? Tasks,
    long SentBefore)
{
    /// <summary>Messages of a sender in any of these states.</summary>
    public long States(string sender, params string[] states) => Senders.Where(s => s.Sender == sender && states.Contains(s.State)).Sum(s => s.Count);

    /// <summary>Mails of a sender of which this kind of event is known.</summary>
    public long Mails(string sender, string kind) => MailEvents.Where(e => e.Sender == sender && e.Kind == kind).Sum(e => e.Count);
}
