using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Oversight;
using FollowUpAgent.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.Tests.Oversight;

public sealed class HandOverTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Theory, OnSqlite, OnPostgres]
    public async Task An_interested_reply_becomes_a_task_and_stops_the_sequence(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind);

        await handed.AnswerAsync("Sounds good, let's talk on Thursday.\n\nOn Monday Anna wrote:\n> buy this");

        var task = Assert.Single(await handed.TasksAsync());
        Assert.Equal(("interested", "hello", HandedOver.Owner, "Sounds good, let's talk on Thursday."), (task.Kind, task.Sequence, task.Owner, task.Text));
        Assert.Equal((handed.Mailed.Message.ContactId, handed.Mailed.Message.EnrollmentId, false), (task.ContactId!.Value, task.EnrollmentId!.Value, string.IsNullOrEmpty(task.Reason)));
        Assert.Equal(("ended", "replied"), ((await handed.EnrollmentAsync("hello")).State, (await handed.EnrollmentAsync("hello")).ExitReason));
    }

    [Theory]
    [InlineData("It is too expensive for a shop of our size.", "objection")]
    [InlineData("I am not the right person, try purchasing@acme.test.", "referral")]
    [InlineData("Ok.", "unclear")]
    [InlineData("Not right now, please check back in the autumn.", null)]
    [InlineData("Thanks, but we are not interested.", null)]
    public async Task What_an_answer_means_says_whether_a_person_has_to_act(string text, string? kind)
    {
        await using var handed = await HandedOver.SendAsync(DatabaseKind.Sqlite);

        await handed.AnswerAsync(text);

        Assert.Equal(kind, (await handed.TasksAsync()).SingleOrDefault()?.Kind);
        Assert.Equal("replied", (await handed.EnrollmentAsync("hello")).ExitReason);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_left_the_company_is_never_mailed_again(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind);

        await handed.AnswerAsync("Ada no longer works here.");

        Assert.Equal("left-company", Assert.Single(await handed.Mailed.SuppressionsAsync()).Reason);
        Assert.Empty(await handed.TasksAsync());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_second_answer_adds_to_the_open_task_and_the_same_answer_again_does_not(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind);
        var first = handed.Answer("Sounds good, let's talk.");

        await handed.HearAsync(first);
        await handed.AnswerAsync("Ok.");
        await handed.HearAsync(first);

        var task = Assert.Single(await handed.TasksAsync());
        Assert.Equal(("interested", "Ok.", 2), (task.Kind, task.Text, task.Answers));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task While_a_task_is_open_no_sequence_writes_to_the_contact(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind);
        await handed.AnswerAsync("Sounds good, let's talk.");

        await handed.EnrollAgainAsync();
        await handed.Agent.LiveAsync(30 * Day, Day);

        Assert.Equal(0, await handed.SentAsync("again"));
        Assert.Equal(("paused", "task"), ((await handed.EnrollmentAsync("again")).State, (await handed.EnrollmentAsync("again")).Reason));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Once_a_task_is_dismissed_other_sequences_go_on_and_the_one_that_ended_does_not(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind);
        await handed.AnswerAsync("Sounds good, let's talk.");
        await handed.EnrollAgainAsync();
        await handed.Agent.LiveAsync(2 * Day, Day);

        var closed = await handed.CloseAsync((await handed.TasksAsync())[0], TaskOutcome.Dismissed);
        await handed.Agent.LiveAsync(Day, Day);

        Assert.Equal(("dismissed", "olga"), (closed!.Outcome, closed.ClosedBy));
        Assert.Equal((1, "replied"), (await handed.SentAsync("again"), (await handed.EnrollmentAsync("hello")).ExitReason));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task After_a_persons_answer_the_agent_keeps_quiet_for_the_set_time(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind, ("Tasks:QuietAfterAnswer", "5.00:00:00"));
        await handed.AnswerAsync("Sounds good, let's talk.");
        await handed.EnrollAgainAsync();
        await handed.Agent.LiveAsync(Day, Day);
        await handed.CloseAsync((await handed.TasksAsync())[0], TaskOutcome.Answered);

        await handed.Agent.LiveAsync(4.5 * Day, Day / 2);
        var early = await handed.SentAsync("again");
        await handed.Agent.LiveAsync(Day, Day / 2);

        Assert.Equal((0, 1), (early, await handed.SentAsync("again")));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_closes_may_let_other_sequences_go_on_at_once(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind);
        await handed.AnswerAsync("Sounds good, let's talk.");
        await handed.EnrollAgainAsync();
        await handed.Agent.LiveAsync(Day, Day);

        await handed.CloseAsync((await handed.TasksAsync())[0], TaskOutcome.Answered, resumes: true);
        await handed.Agent.RunUntilIdleAsync();

        Assert.Equal(1, await handed.SentAsync("again"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_task_opened_after_planning_holds_the_mail_back_at_commit_A(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind);
        await handed.EnrollAgainAsync();
        await handed.RunAsync("when", "which");
        await handed.PostAsync(handed.Answer("Sounds good, let's talk."));
        var planned = await handed.EnrollmentAsync("again");

        await handed.RunAsync("events");
        await handed.Agent.RunUntilIdleAsync();

        var held = await handed.EnrollmentAsync("again");
        Assert.Equal(("sending", "paused", planned.Round + 1), (planned.State, held.State, held.Round));
        Assert.Equal(["cancelled"], await handed.Agent.QueryAsync<string>("SELECT state FROM message WHERE sequence = 'again'"));
        await handed.CloseAsync((await handed.TasksAsync())[0], TaskOutcome.Dismissed);
        await handed.Agent.RunUntilIdleAsync();
        Assert.Equal(1, await handed.SentAsync("again"));
        Assert.Empty(await LawChecker.FindBreachesAsync(handed.Agent.Database));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_slot_that_was_drawn_before_the_task_lapses_without_counting_against_the_step(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind);
        await handed.EnrollAgainAsync();
        await handed.RunAsync("when");
        await handed.PostAsync(handed.Answer("Sounds good, let's talk."));

        await handed.RunAsync("events", "which");

        var held = await handed.EnrollmentAsync("again");
        Assert.Equal(("paused", 2, 0), (held.State, held.Round, held.Lapses));
        Assert.Equal(["task"], await handed.Agent.QueryAsync<string>("SELECT reason FROM closed_round WHERE how = 'lapsed'"));
        Assert.Empty(await LawChecker.FindBreachesAsync(handed.Agent.Database));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_task_closed_while_its_contact_is_planned_leaves_nothing_waiting_for_it(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind);
        await handed.AnswerAsync("Sounds good, let's talk.");
        await handed.EnrollAgainAsync();
        var (database, now) = (handed.Agent.Database, handed.Agent.Clock.GetUtcNow());
        var claimed = await database.WriteAsync(s => FollowUpAgent.Sequences.SequenceStore.ClaimWaitingAsync(s, now, 10, TimeSpan.FromMinutes(1)), CancellationToken.None);

        await handed.CloseAsync((await handed.TasksAsync())[0], TaskOutcome.Dismissed);
        var paused = claimed.Select(e => (e, FollowUpAgent.Dispatch.Progress.HeldBack(e, new Held("task", null)))).ToList();
        var moved = await database.WriteAsync(s => FollowUpAgent.Sequences.SequenceStore.MoveEachOnAsync(s, paused), CancellationToken.None);
        await handed.Agent.RunUntilIdleAsync();

        Assert.Equal([false], moved);
        Assert.Equal(1, await handed.SentAsync("again"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_task_goes_to_the_owner_of_the_contact_before_that_of_the_sequence(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind, ("Sequences:hello:Owner", "Sam@acme.test"));
        await handed.AnswerAsync("Sounds good, let's talk.");
        await handed.CloseAsync((await handed.TasksAsync())[0], TaskOutcome.Dismissed);

        await handed.Agent.Database.WriteAsync(
            s => s.ExecuteAsync("UPDATE contact SET fields = @fields", new { fields = """{"Owner":"Cleo@acme.test","size":"5"}""" }), CancellationToken.None);
        await handed.AnswerAsync("Sounds good, let's talk.");

        Assert.Equal(["sam@acme.test", "cleo@acme.test"], (await handed.TasksAsync()).Select(t => t.Owner!).OrderByDescending(o => o, StringComparer.Ordinal));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_task_of_nobody_is_made_and_shown_and_health_says_so(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind, ("Tasks:Owner", null));

        await handed.AnswerAsync("Sounds good, let's talk.");

        Assert.Null(Assert.Single(await handed.TasksAsync()).Owner);
        Assert.Empty(handed.Notices);
        var reading = await handed.Agent.Services.GetServices<IHealthSign>().OfType<TasksSign>().Single().ReadAsync(CancellationToken.None);
        Assert.Equal((HealthState.Warning, true), (reading.State, reading.Detail.Contains("nobody is told", StringComparison.Ordinal)));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Erasing_takes_what_the_contact_wrote_out_of_tasks_and_folder(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind);
        await handed.AnswerAsync("Sounds good, my dahlias agree.");
        var told = handed.Notices.Length;
        var export = await handed.Agent.Get<PersonalData>().ExportAsync(HandedOver.Person, CancellationToken.None);

        await handed.Agent.Get<PersonalData>().EraseAsync(HandedOver.Person, null, keepMailable: false, CancellationToken.None);

        Assert.Contains("dahlias", export!["rooms"]!["tasks"]!.ToJsonString(), StringComparison.Ordinal);
        var task = Assert.Single(await handed.TasksAsync());
        Assert.Equal((1, "erased", null, null), (told, task.Outcome, task.Text, (object?)task.ContactId));
        Assert.Empty(handed.Notices);
        if (kind is DatabaseKind.Sqlite)
        {
            Assert.Empty(Contacts.Traces.Find(handed.Agent.Folder.Root, "dahlias"));
        }
    }
}
