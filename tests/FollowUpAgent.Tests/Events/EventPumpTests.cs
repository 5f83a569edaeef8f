using FollowUpAgent.Contacts;
using FollowUpAgent.Events;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events;

public sealed class EventPumpTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task An_event_about_nobody_we_know_is_kept_as_unknown(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        var webhook = new Webhook(mailed);

        await webhook.ReportAsync("replied", Guid.Parse("00000000-0000-7000-8000-000000000001"));
        await webhook.ReportAsync("replied", "stranger@elsewhere.test");
        await mailed.Agent.RunUntilIdleAsync();

        var events = await mailed.EventsAsync();
        Assert.Equal(2, events.Count);
        Assert.All(events, e => Assert.Equal(((FollowUpAgent.Dispatch.MessageId?)null, (ContactId?)null), (e.MessageId, e.ContactId)));
        Assert.DoesNotContain(await mailed.EnrollmentsAsync(), e => e.State == "ended");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_event_from_the_future_happened_when_it_came_in(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        var now = mailed.Agent.Clock.GetUtcNow();

        await new Webhook(mailed).ReportAsync("visited", mailed.Message.Id.Value, now + TimeSpan.FromDays(400));
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(now, Assert.Single(await mailed.EventsAsync()).OccurredAt);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_poison_row_holds_up_no_other_and_is_left_to_a_person_in_the_end(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        var webhook = new Webhook(mailed);
        // An index that the row offends stands for any defect of ours.
        await mailed.Agent.Database.WriteAsync(s => s.ExecuteAsync("CREATE UNIQUE INDEX one_poison ON event (kind) WHERE kind = 'poison'"), CancellationToken.None);
        await webhook.ReportAsync("poison", mailed.Message.Id.Value);
        await webhook.ReportAsync("poison", mailed.Message.Id.Value);
        await webhook.ReportAsync("visited", mailed.Message.Id.Value);

        await mailed.Agent.RunUntilIdleAsync();
        var first = await StatesAsync(mailed);
        for (var i = 1; i < EventPump.MostTries; i++)
        {
            await mailed.Agent.Database.WriteAsync(s => s.ExecuteAsync("UPDATE inbox SET lease_until = 0"), CancellationToken.None);
            await mailed.Agent.RunUntilIdleAsync();
        }

        Assert.Equal(["done", "done", "new"], first);
        Assert.Equal(["done", "done", "failed"], await StatesAsync(mailed));
        Assert.EndsWith("Exception", Assert.Single(await mailed.Agent.QueryAsync<string>("SELECT reason FROM inbox WHERE state = 'failed'")), StringComparison.Ordinal);
        Assert.Equal(2, (await mailed.EventsAsync()).Count);
    }

    [Theory, OnPostgres]
    public async Task An_outage_fails_no_row(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        await new Webhook(mailed).ReportAsync("visited", mailed.Message.Id.Value);
        var pump = mailed.Agent.Pumps("events").Single();

        await using (await Outage.BeginAsync(mailed.Agent))
        {
            for (var i = 0; i < 2 * EventPump.MostTries; i++)
            {
                await Assert.ThrowsAnyAsync<Exception>(() => pump.PassAsync(CancellationToken.None));
            }
        }

        await mailed.Agent.RunUntilIdleAsync();
        Assert.Equal(["done"], await StatesAsync(mailed));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Raw_bodies_and_addresses_are_deleted_after_thirty_days_and_events_stay(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        await mailed.Client.GetAsync(mailed.Path(TokenPurpose.Open));
        await new Webhook(mailed).ReportAsync("visited", "person0@example0.test");
        await mailed.Agent.RunUntilIdleAsync();
        var runner = mailed.Agent.Get<JobRunner>();

        mailed.Agent.Clock.Advance(TimeSpan.FromDays(29));
        await runner.TickAsync(CancellationToken.None);
        var before = await mailed.Agent.QueryAsync<int>("SELECT 1 FROM inbox WHERE body IS NOT NULL AND headers <> '{}'");
        mailed.Agent.Clock.Advance(TimeSpan.FromDays(2));
        await runner.TickAsync(CancellationToken.None);
        var after = await mailed.Agent.QueryAsync<int>("SELECT 1 FROM inbox WHERE body IS NOT NULL OR headers <> '{}'");

        Assert.Equal((2, 0), (before.Count, after.Count));
        Assert.Equal(2, (await mailed.EventsAsync()).Count);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_not_understood_yet_is_not_deleted_for_its_age(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        await new Webhook(mailed).ReportAsync("visited", mailed.Message.Id.Value);

        mailed.Agent.Clock.Advance(TimeSpan.FromDays(60));
        await mailed.Agent.Get<JobRunner>().TickAsync(CancellationToken.None);
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Single(await mailed.EventsAsync());
    }

    private static Task<List<string>> StatesAsync(Mailed mailed) => mailed.Agent.QueryAsync<string>("SELECT state FROM inbox ORDER BY state");
}
