using System.Collections.Concurrent;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Dispatch;

public sealed class LeaseTests
{
    private static readonly AttemptEnd Accepted = new(AttemptKind.Accepted, 250);

    [Theory, OnSqlite, OnPostgres]
    public async Task Two_claimers_never_share_a_message(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 60, ("Dispatch:Batch", "7"));
        await desk.PlanAsync();
        var claimed = new ConcurrentBag<MessageId>();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(async () =>
        {
            while (await desk.HandOver.ClaimAsync("default", $"w{w}", CancellationToken.None) is { Count: > 0 } batch)
            {
                batch.ForEach(m => claimed.Add(m.Id));
            }
        })));

        Assert.Equal((60, 60), (claimed.Count, claimed.Distinct().Count()));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_worker_whose_message_was_taken_over_changes_nothing(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 1);
        await desk.PlanAsync();
        var stale = Assert.Single(await desk.HandOver.ClaimAsync("default", "stale", CancellationToken.None));
        await desk.RecoverAsync();
        var fresh = Assert.Single(await desk.HandOver.ClaimAsync("default", "fresh", CancellationToken.None));

        Assert.Equal(BeginOutcome.Lost, await desk.HandOver.BeginAsync(stale, CancellationToken.None));
        Assert.Equal(BeginOutcome.Begun, await desk.HandOver.BeginAsync(fresh, CancellationToken.None));
        Assert.False(await desk.HandOver.EndAsync(stale, new AttemptEnd(AttemptKind.Deferred, 450), CancellationToken.None));
        await desk.HandOver.GiveBackAsync(stale, stale.DueAt, CancellationToken.None);
        await desk.HandOver.QuarantineAsync(stale, "stale", CancellationToken.None);

        Assert.Equal(MessageState.Sending, (await desk.MessageAsync()).State);
        Assert.Equal(1, await desk.CountedAsync("mailbox"));
        Assert.True(await desk.HandOver.EndAsync(fresh, Accepted, CancellationToken.None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_answer_of_a_worker_thought_dead_still_counts_while_nobody_took_over(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 1);
        await desk.PlanAsync();
        var slow = Assert.Single(await desk.HandOver.ClaimAsync("default", "slow", CancellationToken.None));
        await desk.HandOver.BeginAsync(slow, CancellationToken.None);

        await desk.RecoverAsync();
        var isTaken = await desk.HandOver.EndAsync(slow, Accepted, CancellationToken.None);
        await desk.DeliverAsync();

        Assert.True(isTaken);
        Assert.Empty(desk.Sink.Delivered);
        Assert.Equal(MessageState.Sent, (await desk.MessageAsync()).State);
        Assert.Equal("second", (await desk.EnrollmentAsync()).Step);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_with_too_little_lease_left_goes_back_and_counts_no_loss(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 1);
        await desk.PlanAsync();
        var claimed = Assert.Single(await desk.HandOver.ClaimAsync("default", "worker", CancellationToken.None));
        await desk.ExecuteAsync("UPDATE message SET lease_until = lease_until - 600000000");

        var begun = await desk.HandOver.BeginAsync(claimed, CancellationToken.None);

        var message = await desk.MessageAsync();
        Assert.Equal(BeginOutcome.Lost, begun);
        Assert.Equal((MessageState.Queued, 0), (message.State, message.LeaseLosses));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_slow_relay_loses_no_lease(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 8, ("Dispatch:Lease", "00:00:04"), ("Dispatch:LeaseMargin", "00:00:00.5"));
        await desk.PlanAsync();
        desk.Sink.Pace = TimeSpan.FromSeconds(1.5);

        var delivering = desk.DeliverAsync(desk.Worker(connections: 2));
        while (!delivering.IsCompleted)
        {
            await new RecoveryPump(desk.Agent.Database, desk.Agent.Get<Progress>(), desk.Agent.Get<DispatchOptions>(), desk.Agent.Clock)
                .PassAsync(CancellationToken.None);
            await Task.WhenAny(delivering, Task.Delay(50));
        }

        await delivering;
        Assert.Equal(8, desk.Sink.Delivered.Count);
        Assert.All(await desk.MessagesAsync(), m => Assert.Equal((1L, 0), (m.Fence, m.LeaseLosses)));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_worker_that_stops_in_the_middle_gives_its_claims_back(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 20);
        await desk.PlanAsync();
        using var stop = new CancellationTokenSource();
        desk.Sink.OnSend = mail =>
        {
            if (desk.Sink.Delivered.Count == 5)
            {
                stop.Cancel();
            }

            return desk.Sink.Take(mail);
        };

        await desk.Worker(connections: 1).PassAsync(stop.Token);

        var messages = await desk.MessagesAsync();
        Assert.Equal(6, messages.Count(m => m.State == MessageState.Sent));
        Assert.Equal(14, messages.Count(m => m.State == MessageState.Queued && m.LeaseLosses == 0));
        desk.Sink.OnSend = null;
        await desk.DeliverAsync();
        Assert.Equal((20, 20), (desk.Sink.Delivered.Count, desk.Sink.Delivered.Distinct().Count()));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task One_slow_mail_holds_up_no_other_batch(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 10, ("Dispatch:Batch", "2"));
        await desk.PlanAsync();
        var isSlow = 0;
        var slow = "";
        desk.Sink.OnSend = mail =>
        {
            if (Interlocked.Exchange(ref isSlow, 1) == 0)
            {
                slow = mail.MessageId;
                SpinWait.SpinUntil(() => desk.Sink.Delivered.Count == 9, TimeSpan.FromSeconds(30));
            }

            return desk.Sink.Take(mail);
        };

        await desk.Worker(connections: 2).PassAsync(CancellationToken.None);

        Assert.Equal(10, desk.Sink.Delivered.Count);
        Assert.Equal(slow, desk.Sink.Delivered[^1]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task One_mail_that_makes_the_mailer_throw_does_not_stop_its_batch(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 20);
        await desk.PlanAsync();
        var odd = (await desk.MessagesAsync())[3].HeaderId;
        desk.Sink.OnSend = mail => mail.MessageId == odd ? throw new InvalidOperationException("a bug") : desk.Sink.Take(mail);

        await desk.DeliverAsync();

        Assert.Equal(19, desk.Sink.Delivered.Count);
        Assert.Single(await desk.MessagesAsync(), m => m.State == MessageState.Sending);
    }
}
