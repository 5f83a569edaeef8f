using FollowUpAgent.Dispatch;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Dispatch;

public sealed class PoisonTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_that_kills_its_worker_is_put_aside_after_five_deaths_and_innocents_never(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 10);
        await desk.PlanAsync();
        var poison = (await desk.MessagesAsync())[4];
        var deaths = 0;

        while (await desk.HandOver.ClaimAsync("default", "worker", CancellationToken.None) is { Count: > 0 } batch)
        {
            if (batch.TrueForAll(m => m.Id != poison.Id))
            {
                await SendAllAsync(desk, batch);
                continue;
            }

            // The worker dies with all that it holds, some of it begun.
            deaths++;
            Assert.True(deaths <= 3 || batch.Count == 1, "From the fourth time on the message is claimed alone.");
            await desk.HandOver.BeginAsync(batch.Find(m => m.Id == poison.Id)!, CancellationToken.None);
            await desk.RecoverAsync();
        }

        var messages = await desk.MessagesAsync();
        Assert.Equal(5, deaths);
        Assert.Equal(9, messages.Count(m => m.State == MessageState.Sent));
        Assert.Equal("its worker died five times", messages.Single(m => m.State == MessageState.Quarantined).Reason);
        Assert.Equal("quarantined", (await desk.EnrollmentsAsync()).Single(e => e.State == "paused").Reason);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Poison_is_not_put_off_for_ever_while_the_outbox_is_full(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 40, ("Dispatch:Batch", "1"));
        await desk.PlanAsync();
        await desk.ExecuteAsync("UPDATE message SET lease_losses = 3 WHERE id = @Id", (await desk.MessagesAsync())[39]);

        var claimed = new List<OutboxMessage>();
        for (var i = 0; i < 16; i++)
        {
            claimed.AddRange(await desk.HandOver.ClaimAsync("default", "worker", CancellationToken.None));
        }

        Assert.Contains(claimed, m => m.LeaseLosses == 3);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task While_a_suspect_is_sent_its_worker_holds_no_other(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 6, ("Dispatch:Batch", "2"));
        await desk.PlanAsync();
        var suspect = (await desk.MessagesAsync())[3];
        await desk.ExecuteAsync("UPDATE message SET lease_losses = 3 WHERE id = @Id", suspect);
        var inHand = -1;
        desk.Sink.OnSend = mail =>
        {
            inHand = mail.MessageId != suspect.HeaderId ? inHand
                : desk.Agent.QueryAsync<int>("SELECT COUNT(*) FROM message WHERE state IN ('leased', 'sending')").GetAwaiter().GetResult().Single();
            return desk.Sink.Take(mail);
        };

        await desk.DeliverAsync();

        Assert.Equal(6, desk.Sink.Delivered.Count);
        Assert.Equal(1, inHand);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_mail_that_cannot_be_composed_is_put_aside_and_frees_its_place(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 3);
        await desk.PlanAsync();
        var odd = (await desk.MessagesAsync())[0];
        desk.Sink.OnSend = mail => mail.MessageId == odd.HeaderId
            ? throw new FollowUpAgent.Delivery.Composing.MailCompositionException("Subject", "cannot be written")
            : desk.Sink.Take(mail);

        await desk.DeliverAsync();

        Assert.Equal(MessageState.Quarantined, (await desk.MessagesAsync()).Single(m => m.Id == odd.Id).State);
        Assert.Equal(2, await desk.CountedAsync("mailbox"));
        Assert.Equal(0, (await desk.Agent.QueryAsync<int>("SELECT COUNT(*) FROM attempt WHERE outcome IS NULL")).Single());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_missing_or_broken_content_puts_aside_one_message(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 5);
        await desk.PlanAsync();
        var messages = await desk.MessagesAsync();
        await desk.ExecuteAsync("DELETE FROM message_content WHERE message_id = @Id", messages[0]);
        await desk.ExecuteAsync("UPDATE message_content SET content = '{}' WHERE message_id = @Id", messages[1]);

        await desk.DeliverAsync();

        Assert.Equal(3, desk.Sink.Delivered.Count);
        Assert.Equal(2, (await desk.EnrollmentsAsync()).Count(e => e.State == "paused"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_contact_that_cannot_be_planned_is_held_after_three_tries_and_holds_up_nobody(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 10);
        var odd = (await desk.EnrollmentsAsync())[2];
        await desk.ExecuteAsync("UPDATE enrollment SET group_name = 'no such group' WHERE id = @Id", odd);

        for (var i = 0; i < 4; i++)
        {
            await desk.PlanAsync();
            await desk.ExpireAsync();
        }

        var held = (await desk.EnrollmentsAsync()).Single(e => e.Id == odd.Id);
        Assert.Equal(9, (await desk.MessagesAsync()).Count);
        Assert.Equal(("paused", "it could not be planned: FormatException", 3), (held.State, held.Reason, held.Failures));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_contact_whose_text_cannot_be_made_is_held_in_the_second_stage_too(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 6);
        await desk.ExecuteAsync("UPDATE contact SET fields = 'no json' WHERE address = 'person2@example.test'");

        for (var i = 0; i < 4; i++)
        {
            await desk.PlanAsync();
            await desk.ExpireAsync();
        }

        Assert.Equal(5, (await desk.MessagesAsync()).Count);
        Assert.Equal(["not planned"], (await desk.RoundsAsync()).Select(r => r.Reason));
        Assert.Single(await desk.EnrollmentsAsync(), e => e.State == "paused");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_missing_field_puts_aside_one_message_and_pauses_that_contact_alone(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 4);
        await desk.ExecuteAsync("UPDATE contact SET from_elsewhere = @yes, source = NULL WHERE address = 'person1@example.test'", new { yes = true });

        await desk.PlanAsync();
        await desk.DeliverAsync();

        Assert.Equal(3, desk.Sink.Delivered.Count);
        Assert.Equal(MessageState.Quarantined, Assert.Single(await desk.MessagesAsync(), m => m.State != MessageState.Sent).State);
        Assert.Single(await desk.EnrollmentsAsync(), e => e.State == "paused" && e.Reason!.Contains("source", StringComparison.Ordinal));
    }

    private static async Task SendAllAsync(DispatchDesk desk, List<OutboxMessage> batch)
    {
        foreach (var message in batch)
        {
            await desk.HandOver.BeginAsync(message, CancellationToken.None);
            await desk.HandOver.EndAsync(message, new AttemptEnd(AttemptKind.Accepted, 250), CancellationToken.None);
        }
    }
}
