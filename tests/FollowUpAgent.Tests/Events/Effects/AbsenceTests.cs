using FollowUpAgent.Tests.House;
using FollowUpAgent.Tests.Oversight;

namespace FollowUpAgent.Tests.Events.Effects;

public sealed class AbsenceTests
{
    private const string Machine = "Auto-Submitted: auto-replied";
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Theory, OnSqlite, OnPostgres]
    public async Task An_out_of_office_moves_the_next_step_past_the_return_date_and_stops_nothing(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind);

        await handed.AnswerAsync("I am out of office and back on 16 March.", Machine);
        var moved = await handed.EnrollmentAsync("hello");
        await handed.Agent.LiveAsync(14 * Day, Day);
        var early = await handed.SentAsync("hello");
        await handed.Agent.LiveAsync(3 * Day, Day);

        Assert.Equal(("waiting", new DateTimeOffset(2026, 3, 17, 0, 0, 0, TimeSpan.Zero)), (moved.State, moved.DueAt));
        Assert.Equal((1, 2), (early, await handed.SentAsync("hello")));
        Assert.Empty(await handed.TasksAsync());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_same_absence_told_twice_moves_nothing_again_and_an_earlier_one_neither(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind);
        await handed.AnswerAsync("I am out of office and back on 16 March.", Machine);

        await handed.AnswerAsync("I am out of office and back on 16 March.", Machine);
        await handed.AnswerAsync("I am out of office and back on 10 March.", Machine);

        Assert.Equal(new DateTimeOffset(2026, 3, 17, 0, 0, 0, TimeSpan.Zero), (await handed.EnrollmentAsync("hello")).DueAt);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_slot_drawn_before_the_absence_lapses_and_is_drawn_again_after_it(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind);
        await handed.EnrollAgainAsync();
        await handed.RunAsync("when");
        await handed.PostAsync(handed.Answer("I am out of office and back on 16 March.", Machine));

        await handed.RunAsync("events", "which");
        var held = await handed.EnrollmentAsync("again");
        await handed.Agent.LiveAsync(17 * Day, Day);

        Assert.Equal(("waiting", 2, new DateTimeOffset(2026, 3, 17, 0, 0, 0, TimeSpan.Zero)), (held.State, held.Round, held.DueAt));
        Assert.Equal(["away"], await handed.Agent.QueryAsync<string>("SELECT reason FROM closed_round WHERE how = 'lapsed'"));
        Assert.Equal(1, await handed.SentAsync("again"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_sequence_that_does_not_wait_goes_on(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind, ("Sequences:hello:AwaitReturn", "false"));

        await handed.AnswerAsync("I am out of office and back on 16 March.", Machine);
        await handed.Agent.LiveAsync(4 * Day, Day);

        Assert.Equal(2, await handed.SentAsync("hello"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_longest_absence_is_bounded(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind, ("Tasks:LongestAbsence", "20.00:00:00"));

        await handed.AnswerAsync("I am out of office and back on 1 September 2026.", Machine);

        Assert.Equal(handed.Agent.Clock.GetUtcNow().AddDays(20), (await handed.EnrollmentAsync("hello")).DueAt);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Of_automatic_mails_only_three_a_day_matter(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind);
        foreach (var i in Enumerable.Range(1, 3))
        {
            await handed.AnswerAsync($"Your request is number {i}.", Machine);
        }

        await handed.AnswerAsync("I am out of office and back on 16 March.", Machine);
        var due = (await handed.EnrollmentAsync("hello")).DueAt;
        handed.Agent.Clock.Advance(2 * Day);
        await handed.AnswerAsync("I am out of office and back on 16 March.", Machine);

        Assert.Equal(new DateTimeOffset(2026, 3, 5, 7, 0, 0, TimeSpan.Zero), due!.Value);
        Assert.Equal(new DateTimeOffset(2026, 3, 17, 0, 0, 0, TimeSpan.Zero), (await handed.EnrollmentAsync("hello")).DueAt);
    }
}
