using FollowUpAgent.Tests.House;
using FollowUpAgent.Tests.Oversight;

namespace FollowUpAgent.Tests.Events.Effects;

public sealed class OwnMailTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_copy_of_a_persons_own_mail_answers_the_task_and_pauses_every_sequence(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind);
        await handed.AnswerAsync("Sounds good, let's talk.");
        await handed.EnrollAgainAsync();
        handed.Agent.Clock.Advance(TimeSpan.FromHours(3));

        await handed.HearAsync(handed.Copy(HandedOver.Owner));
        await handed.Agent.LiveAsync(TimeSpan.FromDays(13), TimeSpan.FromDays(1));
        var early = await handed.SentAsync("again");
        await handed.Agent.LiveAsync(TimeSpan.FromDays(2), TimeSpan.FromDays(1));

        var task = Assert.Single(await handed.TasksAsync());
        Assert.Equal(("answered", "olga", TimeSpan.FromHours(3)), (task.Outcome, task.ClosedBy, task.ClosedAt - task.OpenedAt));
        Assert.Equal((0, 1), (early, await handed.SentAsync("again")));
        Assert.Equal(["answered", "replied"], (await handed.Mailed.EventsAsync()).Select(e => e.Kind).Order());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_persons_own_mail_pauses_also_a_sequence_that_nobody_has_answered(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind);

        await handed.HearAsync(handed.Copy("anna@acme.test"));

        var enrollment = await handed.EnrollmentAsync("hello");
        Assert.Equal(("waiting", handed.Agent.Clock.GetUtcNow().AddDays(14)), (enrollment.State, enrollment.DueAt));
        Assert.Empty(await handed.Agent.QueryAsync<string>("SELECT outcome FROM reward"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_owner_that_an_import_noted_is_known_by_the_contact(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind);
        await handed.Agent.Database.WriteAsync(
            s => s.ExecuteAsync("UPDATE contact SET fields = @fields", new { fields = """{"owner":"cleo@elsewhere.test"}""" }), CancellationToken.None);

        await handed.HearAsync(handed.Copy("cleo@elsewhere.test"));
        await handed.HearAsync(handed.Copy("nobody@elsewhere.test", id: "copy-2"));

        Assert.Equal(["answered", "replied"], (await handed.Mailed.EventsAsync()).Select(e => e.Kind).Order());
    }

    [Theory]
    [InlineData("X-Followup-Id: aaaa", "person0@example0.test")]
    [InlineData("Auto-Submitted: auto-replied", "person0@example0.test")]
    [InlineData("X-Nothing: here", "stranger@elsewhere.test")]
    public async Task Our_own_mail_that_no_person_wrote_to_a_contact_is_nothing(string header, string to)
    {
        await using var handed = await HandedOver.SendAsync(DatabaseKind.Sqlite);

        await handed.HearAsync(handed.Copy("anna@acme.test", to, more: header));

        var happened = Assert.Single(await handed.Mailed.EventsAsync());
        Assert.Equal(("other", "our own mail", null), (happened.Kind, happened.Detail, (object?)happened.ContactId));
        Assert.Equal("waiting", (await handed.EnrollmentAsync("hello")).State);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_answer_without_a_reference_is_matched_by_sender_and_subject_and_marked_weak(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind);
        var subject = new FollowUpAgent.Events.Mail.MimeReader().Read(await File.ReadAllBytesAsync(Directory.GetFiles(handed.Agent.MailFolder).Single()));

        await handed.HearAsync(Mail.Raw.Answer(null, "Sounds good, let's talk.", subject: $"Antw: RE: {FollowUpAgent.Events.Mail.MailHeaders.Find(subject.Headers, "Subject")}"));

        var happened = Assert.Single(await handed.Mailed.EventsAsync());
        Assert.Equal((handed.Mailed.Message.Id, "subject"), (happened.MessageId!.Value, happened.Matched));
        Assert.Equal(handed.Mailed.Message.EnrollmentId, Assert.Single(await handed.TasksAsync()).EnrollmentId);
    }
}
