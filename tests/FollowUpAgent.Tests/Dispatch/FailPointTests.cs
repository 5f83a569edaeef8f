using FollowUpAgent.Dispatch;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Dispatch;

/// <summary>Kills a worker at each point of the protocol, once a message, and counts what is lost and what arrives twice.</summary>
public sealed class FailPointTests
{
    private const int Mails = 8;

    [Theory, OnSqlite, OnPostgres]
    public async Task Killed_after_the_claim_nothing_is_lost_or_sent_twice(DatabaseKind kind)
    {
        await using var desk = await OpenAsync(kind, DeliveryMode.AtMostOnce);

        await desk.HandOver.ClaimAsync("default", "dead", CancellationToken.None);
        await LiveOnAsync(desk);

        AssertEachOnce(desk);
        Assert.Equal(Mails, await desk.CountedAsync("mailbox"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Killed_after_commit_A_nothing_is_lost_or_sent_twice(DatabaseKind kind)
    {
        await using var desk = await OpenAsync(kind, DeliveryMode.AtLeastOnce);

        foreach (var message in await desk.HandOver.ClaimAsync("default", "dead", CancellationToken.None))
        {
            Assert.Equal(BeginOutcome.Begun, await desk.HandOver.BeginAsync(message, CancellationToken.None));
        }

        await LiveOnAsync(desk);

        AssertEachOnce(desk);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Killed_before_the_final_dot_nothing_is_lost_or_sent_twice(DatabaseKind kind)
    {
        await using var desk = await OpenAsync(kind, DeliveryMode.AtLeastOnce);

        await KilledOnceEachAsync(desk, arrives: false);

        AssertEachOnce(desk);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Killed_after_the_final_dot_each_mail_arrives_twice_under_one_identity(DatabaseKind kind)
    {
        await using var desk = await OpenAsync(kind, DeliveryMode.AtLeastOnce);

        await KilledOnceEachAsync(desk, arrives: true);

        Assert.Equal(2 * Mails, desk.Sink.Delivered.Count);
        Assert.Equal(Mails, desk.Sink.Delivered.Distinct().Count());
        Assert.All(await desk.MessagesAsync(), m => Assert.Equal(MessageState.Sent, m.State));
        Assert.All(await desk.MessagesAsync(), m => Assert.Equal((2, 1), (m.Attempts, m.Crashes)));
        Assert.Equal(2 * Mails, await desk.CountedAsync("mailbox"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task In_at_most_once_mode_a_killed_worker_never_doubles_and_its_mails_are_listed(DatabaseKind kind)
    {
        await using var desk = await OpenAsync(kind, DeliveryMode.AtMostOnce);

        await KilledOnceEachAsync(desk, arrives: true);

        AssertEachOnce(desk);
        Assert.All(await desk.MessagesAsync(), m => Assert.Equal(MessageState.Unknown, m.State));
        Assert.All(await desk.RoundsAsync(), r => Assert.Equal(("sent", "unknown"), (r.How, r.Reason)));
        Assert.All(await desk.EnrollmentsAsync(), e => Assert.Equal(("waiting", "second"), (e.State, e.Step)));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Killed_after_commit_B_nothing_is_sent_again(DatabaseKind kind)
    {
        await using var desk = await OpenAsync(kind, DeliveryMode.AtLeastOnce);

        await desk.DeliverAsync();
        await LiveOnAsync(desk);

        AssertEachOnce(desk);
        Assert.Equal(Mails, await desk.CountedAsync("mailbox"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_lost_answer_to_commit_A_or_B_is_asked_for_again_without_harm(DatabaseKind kind)
    {
        await using var desk = await OpenAsync(kind, DeliveryMode.AtLeastOnce);
        var message = (await desk.HandOver.ClaimAsync("default", "worker", CancellationToken.None))[0];

        var begun = new[]
        {
            await desk.HandOver.BeginAsync(message, CancellationToken.None),
            await desk.HandOver.BeginAsync(message, CancellationToken.None),
        };
        var deferred = new AttemptEnd(AttemptKind.Deferred, 450);
        var ended = new[]
        {
            await desk.HandOver.EndAsync(message, deferred, CancellationToken.None),
            await desk.HandOver.EndAsync(message, deferred, CancellationToken.None),
        };

        Assert.Equal([BeginOutcome.Begun, BeginOutcome.Begun], begun);
        Assert.Equal([true, false], ended);
        Assert.Equal(0, await desk.CountedAsync("mailbox"));
        Assert.Equal(1, (await desk.MessagesAsync()).Single(m => m.Id == message.Id).Attempts);
    }

    private static async Task<DispatchDesk> OpenAsync(DatabaseKind kind, DeliveryMode mode)
    {
        var desk = await DispatchDesk.OpenAsync(kind, Mails, ("Dispatch:Mode", $"{mode}"));
        await desk.PlanAsync();
        Assert.Equal(Mails, (await desk.MessagesAsync()).Count);
        return desk;
    }

    private static async Task KilledOnceEachAsync(DispatchDesk desk, bool arrives)
    {
        desk.Sink.OnSend = mail =>
        {
            _ = arrives ? desk.Sink.Take(mail) : null;
            throw new KilledException();
        };
        await desk.DeliverAsync();
        desk.Sink.OnSend = null;
        await LiveOnAsync(desk);
    }

    private static async Task LiveOnAsync(DispatchDesk desk)
    {
        await desk.RecoverAsync();
        await desk.DeliverAsync();
    }

    private static void AssertEachOnce(DispatchDesk desk) =>
        Assert.Equal((Mails, Mails), (desk.Sink.Delivered.Count, desk.Sink.Delivered.Distinct().Count()));
}
