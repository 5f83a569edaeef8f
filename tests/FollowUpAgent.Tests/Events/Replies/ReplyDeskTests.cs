using FollowUpAgent.Contacts;
using FollowUpAgent.Events.Mail;
using FollowUpAgent.Events.Replies;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events.Replies;

public sealed class ReplyDeskTests
{
    private const string Odd = "The ship has sailed, captain.";

    [Theory, OnSqlite, OnPostgres]
    public async Task A_correction_counts_from_the_next_mail_on(DatabaseKind kind)
    {
        await using var answered = await Answered.SendAsync(kind, contacts: 2);
        var first = await answered.AnswerAsync(Odd);

        var outcome = await answered.Agent.Get<ReplyDesk>().CorrectAsync(first.EventId, ReplyIntent.NotInterested, "anna", CancellationToken.None);
        await answered.AnswerAsync("Captain, the ship has sailed", from: "person1@example1.test", id: "2");

        Assert.Equal(CorrectionOutcome.Corrected, outcome);
        var replies = (await answered.RepliesAsync()).ToDictionary(r => r.EventId);
        Assert.Equal(("not-interested", true, false), (replies[first.EventId].Intent, replies[first.EventId].Corrected, replies[first.EventId].NeedsPerson));
        Assert.Equal("not-interested", replies.Values.Single(r => r.EventId != first.EventId).Intent);
        Assert.True((await answered.Mailed.EventsAsync()).Single(e => e.Id == first.EventId).Negative);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_wish_that_was_too_unsure_takes_effect_by_a_persons_word(DatabaseKind kind)
    {
        await using var answered = await Answered.SendAsync(kind);
        var reply = await answered.AnswerAsync(Odd);
        var before = await answered.Mailed.SuppressionsAsync();

        await answered.Agent.Get<ReplyDesk>().CorrectAsync(reply.EventId, ReplyIntent.Unsubscribe, null, CancellationToken.None);

        Assert.Empty(before);
        Assert.Equal("unsubscribed", Assert.Single(await answered.Mailed.SuppressionsAsync()).Reason);
    }

    [Fact]
    public async Task A_sure_wish_in_a_longer_mail_suppresses_and_an_unsure_one_waits_for_a_person()
    {
        await using var sure = await Answered.SendAsync(DatabaseKind.Sqlite);
        await using var strict = await Answered.SendAsync(DatabaseKind.Sqlite, settings: ("Events:UnsubscribeThreshold", "1"));
        const string text = "Dear Anna,\n\nThank you for your mail. Please remove our address from your mailing list, we do not want any more mails.\n\nKind regards,\nTom";

        var one = await sure.AnswerAsync(text);
        var other = await strict.AnswerAsync(text);

        Assert.Equal(("unsubscribe", false), (one.Intent, one.NeedsPerson));
        Assert.Single(await sure.Mailed.SuppressionsAsync());
        Assert.Equal(("unsubscribe", true), (other.Intent, other.NeedsPerson));
        Assert.Empty(await strict.Mailed.SuppressionsAsync());
        Assert.Equal([other.EventId], (await strict.Agent.Get<ReplyDesk>().ListAsync(needPerson: true, 10, CancellationToken.None)).Select(r => r.EventId));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_erasure_unlearns(DatabaseKind kind)
    {
        await using var answered = await Answered.SendAsync(kind);
        var reply = await answered.AnswerAsync(Odd);
        await answered.Agent.Get<ReplyDesk>().CorrectAsync(reply.EventId, ReplyIntent.NotNow, null, CancellationToken.None);
        var readers = answered.Agent.Get<ReplyReaders>();
        await readers.RefreshAsync(CancellationToken.None);
        var taught = readers.Current.Understand(Odd).Intent;

        await answered.Agent.Get<PersonalData>().EraseAsync("person0@example0.test", null, keepMailable: false, CancellationToken.None);
        await readers.RefreshAsync(CancellationToken.None);

        Assert.Equal(ReplyIntent.NotNow, taught);
        Assert.Equal(ReplyReader.Shipped.Understand(Odd).Confidence, readers.Current.Understand(Odd).Confidence);
        Assert.Empty(await answered.Agent.QueryAsync<int>("SELECT 1 FROM reply_correction UNION ALL SELECT 1 FROM reply"));
    }

    [Fact]
    public async Task An_answer_that_nobody_knows_cannot_be_corrected()
    {
        await using var answered = await Answered.SendAsync(DatabaseKind.Sqlite);

        Assert.Equal(CorrectionOutcome.NotKnown, await answered.Agent.Get<ReplyDesk>().CorrectAsync(Guid.Empty, ReplyIntent.NotNow, null, CancellationToken.None));
    }
}
