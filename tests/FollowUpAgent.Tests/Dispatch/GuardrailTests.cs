using System.Collections.Concurrent;
using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Sequences;
using FollowUpAgent.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.Tests.Dispatch;

public sealed class GuardrailTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_mailbox_never_sends_more_than_its_day_allows_however_many_deliver_at_once(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 60, ("Senders:anna:PerDay", "1000"));
        await desk.PlanAsync();
        // As if a second worker had planned with the same room: the outbox holds more than the day does.
        await desk.ExecuteAsync("INSERT INTO send_counter (kind, name, day, used) VALUES ('mailbox', 'anna', '2026-03-02', 975)");

        await Task.WhenAll(desk.DeliverAsync(desk.Worker("one", 8)), desk.DeliverAsync(desk.Worker("two", 8)));

        Assert.Equal(25, desk.Sink.Delivered.Count);
        Assert.Equal(1000, await desk.CountedAsync("mailbox"));
        Assert.Equal(25, await desk.CountedAsync("domain"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_recipient_domain_gets_no_more_than_its_day_allows(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 20, ("Limits:Domains:example.test", "7"));
        await desk.AddAsync(20, 5, "other.test");
        await desk.PlanAsync();

        await Task.WhenAll(desk.DeliverAsync(desk.Worker("one", 8)), desk.DeliverAsync(desk.Worker("two", 8)));

        Assert.Equal(12, desk.Sink.Delivered.Count);
        Assert.Equal(12, await desk.CountedAsync("mailbox"));
        Assert.Equal(12, await desk.CountedAsync("domain"));
        Assert.All((await desk.RoundsAsync()).Where(r => r.How == "lapsed"), r => Assert.Equal("domain-cap", r.Reason));
        Assert.All(await desk.EnrollmentsAsync(), e => Assert.Equal(0, e.Lapses));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_young_mailbox_grows_by_its_own_days_and_walks_nobody_past_a_step(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(
            kind,
            30,
            ("Senders:anna:TimeZone", "America/New_York"),
            ("Senders:anna:RampUp:StartedOn", "2026-03-01"),
            ("Senders:anna:RampUp:FirstDay", "2"),
            ("Senders:anna:RampUp:GrowthPerDay", "3"));
        var sent = new List<int>();

        // 02:00 in New York: a new day there, seven hours after one in UTC.
        for (var day = 0; day < 4; day++)
        {
            for (var part = 0; part < 4; part++)
            {
                await desk.PlanAsync();
                await desk.DeliverAsync();
                desk.Agent.Clock.Advance(TimeSpan.FromHours(6));
            }

            sent.Add(desk.Sink.Delivered.Count);
        }

        Assert.Equal([5, 13, 24, 30], sent.Select(s => Math.Min(s, 30)));
        Assert.All(await desk.EnrollmentsAsync(), e => Assert.True(e.Step == "first" || e.StepNumber == 1));
        Assert.Equal(30, (await desk.Agent.QueryAsync<int>("SELECT COUNT(*) FROM message WHERE step = 'first' AND state = 'sent'")).Single());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Two_sequences_that_write_at_once_keep_the_cap_of_their_contact(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 10);
        await desk.PlanAsync();
        // The same contacts again, as another sequence would have put them into the outbox before either was sent.
        foreach (var enrollment in await desk.EnrollmentsAsync())
        {
            await desk.Agent.Database.WriteAsync(
                s => s.AddEnrollmentsAsync([enrollment with
                {
                    Id = new EnrollmentId(desk.Agent.Get<IdSource>().New()),
                    Entry = 2,
                    State = "waiting",
                    DueAt = desk.Agent.Clock.GetUtcNow(),
                }]),
                CancellationToken.None);
        }

        await desk.PlanAsync();
        Assert.Equal(20, (await desk.MessagesAsync()).Count);
        await Task.WhenAll(desk.DeliverAsync(desk.Worker("one", 8)), desk.DeliverAsync(desk.Worker("two", 8)));

        Assert.Equal(10, desk.Sink.Delivered.Count);
        Assert.Equal(10, (await desk.MessagesAsync()).Where(m => m.State == MessageState.Sent).Select(m => m.ContactId).Distinct().Count());
        Assert.Equal(10, await desk.CountedAsync("mailbox"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_slot_that_a_contacts_cap_rules_out_is_named_in_the_ledger(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(
            kind, 1, ("Sequences:hello:DayOffsets:0", "0"), ("Sequences:hello:DayOffsets:1", "1"), ("Sequences:hello:Steps:1:Wait", "00:30:00"));
        await desk.PlanAsync();
        await LiveAsync(desk, TimeSpan.FromHours(30), () => Task.FromResult(desk.Sink.Delivered.Count == 1));
        await LiveAsync(desk, TimeSpan.FromHours(2), () => Task.FromResult(false));

        var second = (await desk.Agent.QueryAsync<Decision>("SELECT * FROM decision WHERE step = 'second' AND stage = 'when'")).Single();

        Assert.Equal("""[{"rule":"contact-cap","action":"d0-day"}]""", second.Rules);
        Assert.Equal("""["d1-day","skip"]""", second.Actions);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Where_no_slot_is_left_nothing_is_decided_until_the_cap_is_free(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 1, ("Sequences:hello:Steps:1:Wait", "00:30:00"));
        await desk.PlanAsync();
        await desk.DeliverAsync();
        var sentAt = desk.Agent.Clock.GetUtcNow();
        desk.Agent.Clock.Advance(TimeSpan.FromHours(1));

        await desk.PlanAsync();

        Assert.Equal(sentAt + TimeSpan.FromDays(1), (await desk.EnrollmentAsync()).DueAt);
        Assert.Equal(0, (await desk.Agent.QueryAsync<int>("SELECT COUNT(*) FROM decision WHERE step = 'second'")).Single());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Scarce_capacity_is_shared_between_groups_and_goes_to_worth_inside_treatment(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 40, ("Senders:anna:PerDay", "10"), ("Groups:Treatment", "0"), ("Groups:Control", "1"));
        await DrainAsync(desk, "when");
        await desk.ExecuteAsync(
            "UPDATE enrollment SET group_name = 'treatment', expected_gain = 1 WHERE contact_id IN (SELECT id FROM contact ORDER BY address LIMIT 32)");
        var ids = (await desk.EnrollmentsAsync()).Where(e => e.GroupName == "treatment").Select(e => e.Id).ToList();
        await desk.ExecuteAsync("UPDATE enrollment SET step_number = 1, step = 'second', expected_gain = 0.1 WHERE id = @Id", new { Id = ids[7] });
        await desk.ExecuteAsync("UPDATE enrollment SET expected_gain = 5 WHERE id = @Id", new { Id = ids[19] });

        var claimed = await desk.Agent.Database.WriteAsync(
            s => Capacity.ClaimAsync(s, desk.Agent.Get<SequenceCatalog>().Senders[0], desk.Agent.Clock.GetUtcNow(), 50, TimeSpan.FromMinutes(1)),
            CancellationToken.None);

        var treated = claimed.Where(e => e.GroupName == "treatment").Select(e => e.Id).ToList();
        Assert.Equal((8, 2), (treated.Count, claimed.Count(e => e.GroupName == "control")));
        Assert.Contains(ids[7], treated);
        Assert.Contains(ids[19], treated);
    }

    [Fact]
    public void Places_are_split_by_largest_remainder()
    {
        var due = new Dictionary<Group, int> { [Group.Treatment] = 80, [Group.Control] = 13, [Group.Baseline] = 7 };

        var split = Capacity.Split(10, due);

        Assert.Equal((8, 1, 1), (split[Group.Treatment], split[Group.Control], split[Group.Baseline]));
        Assert.Equal(due, Capacity.Split(100, due));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_contact_suppressed_while_its_mail_waits_gets_none_and_its_enrollment_ends(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 2);
        await desk.PlanAsync();
        var contact = (await desk.Agent.QueryAsync<Contact>("SELECT * FROM contact ORDER BY address")).First();
        await desk.Agent.Database.WriteAsync(
            s => s.SuppressAsync(new Suppression { AddressKey = contact.AddressKey, Reason = "imported", Since = desk.Agent.Clock.GetUtcNow() }),
            CancellationToken.None);

        await desk.DeliverAsync();

        Assert.Single(desk.Sink.Delivered);
        Assert.Equal(("ended", "suppressed"), (await desk.EnrollmentsAsync()).Where(e => e.ContactId == contact.Id).Select(e => (e.State, e.ExitReason!)).Single());
        Assert.Equal(MessageState.Cancelled, (await desk.MessagesAsync()).Single(m => m.ContactId == contact.Id).State);
        Assert.Equal(1, await desk.CountedAsync("mailbox"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Once_an_unsubscribe_is_through_no_mail_begins(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 40);
        await desk.PlanAsync();
        var claimed = await desk.HandOver.ClaimAsync("default", "worker", CancellationToken.None);
        var through = new ConcurrentDictionary<ContactId, bool>();
        var broken = 0;

        await Task.WhenAll(claimed.Select(message => Task.WhenAll(
            Task.Run(async () =>
            {
                await desk.Agent.Database.WriteAsync(
                    s => s.StopAllAsync(message.ContactId, ExitReason.Unsubscribed, desk.Agent.Clock.GetUtcNow()), CancellationToken.None);
                through[message.ContactId] = true;
            }),
            Task.Run(async () =>
            {
                var wasThrough = through.ContainsKey(message.ContactId);
                var begun = await desk.HandOver.BeginAsync(message, CancellationToken.None);
                _ = wasThrough && begun is BeginOutcome.Begun ? Interlocked.Increment(ref broken) : 0;
            }))));

        Assert.Equal(0, broken);
        Assert.All(await desk.EnrollmentsAsync(), e => Assert.Equal("unsubscribed", e.ExitReason));
        Assert.All(await desk.MessagesAsync(), m => Assert.Contains(m.State, new[] { MessageState.Sending, MessageState.Cancelled }));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Every_step_has_the_same_sender_and_a_removed_one_is_handed_over(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 6);
        await desk.PlanAsync();
        // As if the enrollments came from a sender that the configuration does not have any more, some with a mail in the outbox.
        await desk.ExecuteAsync("UPDATE enrollment SET sender = 'gone'");
        await desk.ExecuteAsync("UPDATE message SET sender = 'gone', relay = 'gone-too'");

        await desk.Agent.Get<StartUp>().StartingAsync(CancellationToken.None);
        await desk.PlanAsync();
        await desk.DeliverAsync();

        Assert.Equal(6, desk.Sink.Delivered.Count);
        Assert.All(await desk.EnrollmentsAsync(), e => Assert.Equal(("anna", 0, "second"), (e.Sender, e.Lapses, e.Step)));
        Assert.Equal(6, (await desk.RoundsAsync()).Count(r => r.Reason == "sender-removed"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_follows_its_sender_to_another_relay(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 3);
        await desk.PlanAsync();
        await desk.ExecuteAsync("UPDATE message SET relay = 'former'");

        await desk.Agent.Get<StartUp>().StartingAsync(CancellationToken.None);
        await desk.DeliverAsync();

        Assert.Equal(3, desk.Sink.Delivered.Count);
    }

    private static async Task DrainAsync(DispatchDesk desk, string pump)
    {
        var one = desk.Agent.Services.GetServices<IPump>().Single(p => p.Name == pump);
        while (await one.PassAsync(CancellationToken.None) > 0)
        {
        }
    }

    private static async Task LiveAsync(DispatchDesk desk, TimeSpan most, Func<Task<bool>> isEnough)
    {
        for (var until = desk.Agent.Clock.GetUtcNow() + most; desk.Agent.Clock.GetUtcNow() < until; desk.Agent.Clock.Advance(TimeSpan.FromMinutes(10)))
        {
            await desk.PlanAsync();
            await desk.DeliverAsync();
            if (await isEnough())
            {
                return;
            }
        }
    }
}
