using FollowUpAgent.Dashboard.Forms;
using FollowUpAgent.Dashboard.Today;
using FollowUpAgent.Delivery;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Reasons;
using FollowUpAgent.Reports.Rendering;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dashboard;

/// <summary>Reads what the page of now shows.</summary>
internal sealed class HomeReader(
    Database database,
    Curves curves,
    LiveFeed feed,
    Rehearsal rehearsal,
    SequenceCatalog sequences,
    DeliveryOptions delivery,
    AgentFolder folder,
    IEnumerable<IHealthSign> signs,
    TodayReader today,
    TimeProvider clock)
{
    private const int MostNext = 6;
    private const int MostDecisions = 6;

    /// <summary>Reads it.</summary>
    public async Task<HomeView> ReadAsync(FormView form, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (next, decisions, model, report) = await database.ReadAsync(
            async session => (await NextAsync(session), await LastAsync(session), await session.FindServedAsync(now), await ReportAsync(session)), cancellationToken);
        var (numbers, health) = (await feed.GetAsync(cancellationToken), await HealthEndpoints.ReadAllAsync(signs, cancellationToken));
        return new HomeView
        {
            Now = now,
            Form = form,
            Today = await today.ReadAsync(now, numbers, health, next.Count > 0 ? next[0].DueAt : null, cancellationToken),
            Rehearsal = rehearsal,
            IsLive = delivery.Live,
            MailFolder = folder.Resolve(delivery.MailFolder),
            Numbers = numbers,
            Curves = await curves.GetAsync(cancellationToken),
            Next = next,
            Decisions = decisions,
            Model = model,
            Health = health,
            Report = report,
            RunningWeek = IsoWeek.Of(now).Key,
        };
    }

    // A sender each, by its own stretch of the index: sorting a backlog of all senders would read all of it.
    private async Task<IReadOnlyList<NextRow>> NextAsync(Session session)
    {
        var rows = await session.FindWaitingAsync(MostNext);
        foreach (var sender in sequences.Senders)
        {
            rows.AddRange(await session.FindDrawnAsync(sender.Key, MostNext));
        }

        return [.. rows.OrderBy(r => r.DueAt).Take(MostNext)];
    }

    private static async Task<IReadOnlyList<Explanation>> LastAsync(Session session)
    {
        var ids = await session.FindLastDecisionsAsync(MostDecisions);
        var explained = await ExplanationReader.ReadPlainAsync(session, await session.FindDecisionRowsAsync(ids));
        return [.. explained.OrderByDescending(e => e.Stages.Max(s => s.DecidedAt)).ThenByDescending(e => e.Decision.Value)];
    }

    private static async Task<WeeklyReport?> ReportAsync(Session session) =>
        (await session.FindReportWeeksAsync(1)) is [var week] && await session.FindReportAsync(week) is { } kept ? ReportJson.Read(kept) : null;
}
