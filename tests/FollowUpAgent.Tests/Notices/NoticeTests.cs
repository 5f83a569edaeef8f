using FollowUpAgent.Events.Mail;
using FollowUpAgent.Oversight;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Tests.Oversight;

namespace FollowUpAgent.Tests.Notices;

public sealed class NoticeTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task The_owner_is_told_once_by_a_mail_that_machines_leave_alone(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind);

        await handed.AnswerAsync("Sounds good, {{firstName}} <b>let's talk</b>.");
        await handed.AnswerAsync("Sounds good, please hurry.");

        var mail = Read(Assert.Single(handed.Notices));
        Assert.Equal((HandedOver.Owner, "Follow-up agent <anna@acme.test>"), (mail.Find("To"), mail.Find("From")!.Replace("\"", "", StringComparison.Ordinal)));
        Assert.Equal(("auto-generated", "All", "Task (is interested): Ada"), (mail.Find("Auto-Submitted"), mail.Find("X-Auto-Response-Suppress"), mail.Find("Subject")));
        Assert.Contains("> Sounds good, {{firstName}} <b>let's talk</b>.", mail.Text, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;", mail.Html!, StringComparison.Ordinal);
        Assert.NotNull((await handed.TasksAsync())[0].NotifiedAt);
        Assert.Equal([1], await handed.Agent.QueryAsync<int>("SELECT COUNT(*) FROM message"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_owner_is_told_in_the_set_language(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind, ("Notices:Language", "nl"));

        await handed.AnswerAsync("Sounds good, let's talk.");

        Assert.Equal("Taak (heeft interesse): Ada", Read(Assert.Single(handed.Notices)).Find("Subject"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_worker_that_dies_after_its_claim_leaves_the_owner_to_be_told_later(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind);
        var database = handed.Agent.Database;
        await handed.PostAsync(handed.Answer("Sounds good, let's talk."));
        await handed.RunAsync("events");
        await database.WriteAsync(s => s.ClaimUntoldAsync(10, 20, TimeSpan.FromMinutes(10)), CancellationToken.None);
        await handed.RunAsync("notices");
        var whileHeld = handed.Notices.Length;

        await database.WriteAsync(s => s.ExecuteAsync("UPDATE task SET notice_lease = 0"), CancellationToken.None);
        await handed.RunAsync("notices", "notices");

        var task = Assert.Single(await handed.TasksAsync());
        Assert.Equal((0, 1, 2), (whileHeld, handed.Notices.Length, task.NoticeTries));
        Assert.NotNull(task.NotifiedAt);
    }

    [Fact]
    public async Task With_nobody_to_tell_it_does_not_even_wait_for_who_writes()
    {
        await using var handed = await HandedOver.SendAsync(DatabaseKind.Sqlite);

        await handed.Agent.Database.WriteAsync(_ => handed.RunAsync("notices").WaitAsync(TimeSpan.FromSeconds(5)), CancellationToken.None);

        Assert.Empty(handed.Notices);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_task_that_was_closed_before_needs_no_mail(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind);
        await handed.PostAsync(handed.Answer("Sounds good, let's talk."));
        await handed.RunAsync("events");

        await handed.CloseAsync((await handed.TasksAsync())[0], TaskOutcome.Dismissed);
        await handed.Agent.RunUntilIdleAsync();

        Assert.Empty(handed.Notices);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_notice_that_comes_back_and_an_answer_to_it_are_nothing(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind);
        await handed.AnswerAsync("Sounds good, let's talk.");
        var notice = await File.ReadAllBytesAsync(Assert.Single(handed.Notices));
        var id = MimeReaderOf(notice).Find("Message-ID");

        await handed.HearAsync(notice);
        await handed.HearAsync(Events.Mail.Raw.Answer(id!.Trim('<', '>'), "I will do it", from: HandedOver.Owner, id: "mine"));
        await handed.HearAsync(Events.Mail.Raw.Answer(id!.Trim('<', '>'), "I will do it", from: "private@elsewhere.test", id: "other"));

        var heard = (await handed.Mailed.EventsAsync()).Where(e => e.Kind != "replied").Select(e => (e.Kind, e.Detail)).Order();
        Assert.Equal([("other", "an answer to a notice"), ("other", "our own mail"), ("other", "our own mail")], heard);
        Assert.Null(Assert.Single(await handed.TasksAsync()).ClosedAt);
    }

    private static ReceivedMail Read(string file) => MimeReaderOf(File.ReadAllBytes(file));

    private static ReceivedMail MimeReaderOf(byte[] raw) => new MimeReader().Read(raw);
}
