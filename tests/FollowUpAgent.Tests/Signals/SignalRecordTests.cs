using FollowUpAgent.Contacts;
using FollowUpAgent.Events;
using FollowUpAgent.Hosting;
using FollowUpAgent.Signals;
using FollowUpAgent.Tests.Events;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Signals;

public sealed class SignalRecordTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(EventKind.Visited, "pricing", "pricing")]
    [InlineData(EventKind.Visited, null, null)]
    [InlineData("webinar", null, "webinar")]
    [InlineData(EventKind.Goal, null, "goal")]
    [InlineData(EventKind.Replied, "positive", null)]
    [InlineData(EventKind.Clicked, "word", null)]
    public void A_signal_is_named_by_page_group_or_event(string kind, string? detail, string? expected)
    {
        var happened = new Event { Kind = kind, Detail = detail, OccurredAt = Now.AddDays(-1) };

        var signal = EventSignals.Of(happened, new Contact { Profiling = true, Tracking = true }, Now);

        Assert.Equal((expected, Now), (signal!.Name, signal.RecordedAt));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_recorded_since_a_moment_is_read_in_that_order_and_page_by_page(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind);
        var contact = await agent.AddContactAsync("ada@one.test");
        var ids = agent.Get<IdSource>();
        // Two at one moment, recorded long after they happened.
        Signal[] signals = [.. new[] { 1, 2, 2, 3 }.Select(hour => new Signal(ids.New(), contact.Id, SignalKind.Custom, "demo", null, Now.AddDays(-hour), Now.AddHours(hour)))];
        await agent.Database.WriteAsync(s => s.AddSignalsAsync(signals), CancellationToken.None);

        var first = await ReadAsync(agent, Now.AddHours(2), Guid.Empty, 1);
        var rest = await ReadAsync(agent, first[0].RecordedAt, first[0].SourceId, 10);

        Assert.Equal(signals[1..].OrderBy(s => s.RecordedAt).ThenBy(s => s.SourceId), first.Concat(rest));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_event_that_comes_late_is_recorded_when_it_comes(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        var now = mailed.Agent.Clock.GetUtcNow();

        await new Webhook(mailed).ReportAsync("webinar", "person0@example0.test", now.AddDays(-3));
        await mailed.Agent.RunUntilIdleAsync();

        var signal = Assert.Single(await ReadAsync(mailed.Agent, now, Guid.Empty, 10));
        Assert.Equal(("webinar", now.AddDays(-3), now), (signal.Name, signal.OccurredAt, signal.RecordedAt));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Of_one_contacts_day_a_bounded_number_is_kept_and_a_repeat_changes_nothing(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind);
        var (ada, bob) = (await agent.AddContactAsync("ada@one.test"), await agent.AddContactAsync("bob@two.test"));
        var ids = agent.Get<IdSource>();
        Signal Visit(Contact who, DateTimeOffset at) => new(ids.New(), who.Id, SignalKind.Visit, null, null, at, Now);
        Signal[] flood = [.. Enumerable.Range(0, SignalStore.MostOfDay + 50).Select(i => Visit(ada, Now.AddSeconds(i))), Visit(ada, Now.AddDays(1)), Visit(bob, Now)];

        var first = await agent.Database.WriteAsync(s => s.AddSignalsAsync(flood), CancellationToken.None);
        var second = await agent.Database.WriteAsync(s => s.AddSignalsAsync(flood), CancellationToken.None);

        Assert.Equal((SignalStore.MostOfDay + 2, 0), (first.Sum(), second.Sum()));
    }

    private static Task<IReadOnlyList<Signal>> ReadAsync(AgentInTest agent, DateTimeOffset since, Guid after, int most) =>
        agent.Database.ReadAsync(s => s.ReadSignalsRecordedSinceAsync(since, after, most), CancellationToken.None);
}
