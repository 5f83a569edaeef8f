using FollowUpAgent.Dispatch;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Tests.Dispatch;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Oversight.Directives;

public sealed class PauseTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task While_everything_is_paused_nothing_is_planned_and_it_goes_on_after_resume(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 3);
        await PauseAsync(desk, null);

        await LiveAsync(desk, 60);
        var paused = (await desk.EnrollmentsAsync()).Select(e => e.State).Distinct();
        Assert.Equal(["waiting"], paused);
        Assert.Empty(await desk.MessagesAsync());
        Assert.Equal(0, (await desk.Agent.QueryAsync<int>("SELECT COUNT(*) FROM decision")).Single());

        var resumed = await ResumeAsync(desk, null);
        await LiveAsync(desk, 60);

        Assert.Single(resumed.Ended);
        Assert.Equal(3, desk.Sink.Delivered.Count);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Mails_in_the_outbox_are_held_by_a_pause_of_their_sequence_and_sent_after_it(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 3);
        await LiveAsync(desk, 30, delivers: false);
        Assert.Equal(3, (await desk.MessagesAsync()).Count);
        await PauseAsync(desk, "hello");

        await LiveAsync(desk, 60);
        var held = await desk.MessagesAsync();
        await ResumeAsync(desk, "hello");
        await LiveAsync(desk, 20);

        Assert.All(held, m => Assert.Equal((MessageState.Queued, "paused", 0), (m.State, m.Reason, m.Attempts)));
        Assert.Equal(held.Select(m => (m.Id, MessageState.Sent)), (await desk.MessagesAsync()).Select(m => (m.Id, m.State)));
        Assert.Equal(3, desk.Sink.Delivered.Count);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_pause_that_comes_between_claim_and_hand_over_holds_the_mail_on_both_paths(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 2);
        await LiveAsync(desk, 30, delivers: false);
        var claimed = await desk.HandOver.ClaimAsync("default", "worker", CancellationToken.None);
        await PauseAsync(desk, "hello");

        var together = await Task.WhenAll(claimed.Select(m => desk.HandOver.BeginAsync(m, CancellationToken.None)));

        Assert.Equal(2, together.Length);
        Assert.All(together, outcome => Assert.Equal(BeginOutcome.Held, outcome));
        Assert.Equal(0, await desk.CountedAsync("mailbox"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_slot_that_passes_during_a_pause_lapses_for_it_and_is_drawn_anew(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 2);
        await LiveAsync(desk, 30, delivers: false);
        // One is in the outbox still, the other one's slot is drawn.
        await desk.AddAsync(2, 1);
        await DrainWhenAsync(desk);
        await PauseAsync(desk, "hello");

        await LiveAsync(desk, 24 * 60);
        var lapsed = await desk.RoundsAsync();
        await ResumeAsync(desk, "hello");
        await LiveAsync(desk, 24 * 60);

        Assert.Equal(3, lapsed.Count);
        Assert.All(lapsed, r => Assert.Equal(("lapsed", "paused"), (r.How, r.Reason)));
        Assert.Equal(3, desk.Sink.Delivered.Count);
        Assert.All(await desk.EnrollmentsAsync(), e => Assert.Equal(0, e.Lapses));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Resuming_a_sequence_while_everything_is_paused_says_that_it_stays_paused(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 1, ("Autonomy:Sequences:hello:Paused", "true"));
        await PauseAsync(desk, null);

        var resumed = await ResumeAsync(desk, "hello");
        await LiveAsync(desk, 60);

        Assert.NotNull(resumed.Made);
        Assert.Equal((true, 0), (resumed.Left.Everything, resumed.Left.Sequences.Count));
        Assert.Empty(desk.Sink.Delivered);
        await ResumeAsync(desk, null);
        await LiveAsync(desk, 60);
        Assert.Single(desk.Sink.Delivered);
    }

    private static async Task PauseAsync(DispatchDesk desk, string? sequence) => Assert.IsType<DirectiveAnswer.Made>(
        await desk.Agent.Get<PauseDesk>().PauseAsync(sequence, "anna", "a complaint", null, CancellationToken.None));

    private static Task<Resumed> ResumeAsync(DispatchDesk desk, string? sequence) =>
        desk.Agent.Get<PauseDesk>().ResumeAsync(sequence, "anna", "looked into it", CancellationToken.None);

    private static async Task DrainWhenAsync(DispatchDesk desk)
    {
        foreach (var pump in desk.Agent.Pumps("when"))
        {
            await pump.PassAsync(CancellationToken.None);
        }
    }

    private static async Task LiveAsync(DispatchDesk desk, int minutes, bool delivers = true)
    {
        for (var passed = 0; passed <= minutes; passed += 5)
        {
            await desk.PlanAsync();
            if (delivers)
            {
                await desk.DeliverAsync();
            }

            desk.Agent.Clock.Advance(TimeSpan.FromMinutes(5));
        }
    }
}
