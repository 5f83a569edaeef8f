using FollowUpAgent.Contacts;
using FollowUpAgent.Events.Replies;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.Tests.Events.Replies;

public sealed class ReplyStoreTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task An_answer_is_kept_as_it_was_understood(DatabaseKind kind)
    {
        await using var answered = await Answered.SendAsync(kind);

        await answered.AnswerAsync("Not now, try again in September.\0\n\nOn Monday Anna wrote:\n> Hello");

        var happened = Assert.Single(await answered.Mailed.EventsAsync());
        var reply = await answered.Agent.Database.ReadAsync(s => s.FindReplyAsync(happened.Id), CancellationToken.None);
        Assert.Equal(("Not now, try again in September.", "not-now", new DateOnly(2026, 9, 1)), (reply!.Text, reply.Intent, reply.ReturnDate));
        Assert.Equal((happened.ContactId, false), (reply.ContactId, reply.Corrected));
        Assert.Null(reply.ProposedAddress);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_words_go_with_their_age_and_the_meaning_stays(DatabaseKind kind)
    {
        await using var answered = await Answered.SendAsync(kind);
        await answered.AnswerAsync("Sounds good, call me.");

        var now = answered.Agent.Clock.GetUtcNow();
        var job = answered.Agent.Services.GetServices<IJob>().Single(j => j.Name == "inbox-housekeeping");
        await job.RunAsync(new JobPeriod("day", now, now + TimeSpan.FromDays(29)), CancellationToken.None);
        var young = Assert.Single(await answered.RepliesAsync());
        await job.RunAsync(new JobPeriod("day", now, now + TimeSpan.FromDays(31)), CancellationToken.None);
        var old = Assert.Single(await answered.RepliesAsync());

        Assert.NotNull(young.Text);
        Assert.Equal((null, null, "interested"), (old.Text, old.Reason, old.Intent));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Erasing_deletes_their_answers_and_what_others_said_of_them(DatabaseKind kind)
    {
        await using var answered = await Answered.SendAsync(kind, contacts: 2);
        await answered.AnswerAsync("Sounds good, call me.", from: "person0@example0.test");
        await answered.AnswerAsync("Better ask Person0@example0.test", from: "person1@example1.test", id: "2");

        var export = await answered.Agent.Get<PersonalData>().ExportAsync("person0@example0.test", CancellationToken.None);
        await answered.Agent.Get<PersonalData>().EraseAsync("person0@example0.test", null, keepMailable: false, CancellationToken.None);

        Assert.Equal("Sounds good, call me.", (string?)export!["rooms"]!["replies"]![0]!["text"]);
        Assert.Null(Assert.Single(await answered.RepliesAsync()).Text);
    }
}
