using FollowUpAgent.Contacts;
using FollowUpAgent.Events.Mail;
using FollowUpAgent.Messages;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events.Mail;

public sealed class MailHookTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    private static readonly Dictionary<string, string?> Settings = new() { ["Webhooks:Mail:Secrets:0"] = Secret };

    [Theory, OnSqlite, OnPostgres]
    public async Task A_persons_answer_stops_the_sequence_and_is_rewarded(DatabaseKind kind)
    {
        await using var mailed = await SendAsync(kind);

        await PostAsync(mailed, Raw.Answer(IdOf(mailed), "Sounds good, call me.\n\nOn Monday Anna wrote:\n> unsubscribe"));
        await mailed.Agent.RunUntilIdleAsync();

        var happened = Assert.Single(await mailed.EventsAsync());
        Assert.Equal(("replied", mailed.Message.Id, "message"), (happened.Kind, happened.MessageId, happened.Matched));
        Assert.Equal(["replied"], (await mailed.EnrollmentsAsync()).Select(e => e.ExitReason));
        Assert.Equal(["positive-reply"], await mailed.Agent.QueryAsync<string>("SELECT outcome FROM reward"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_answer_that_names_no_mail_is_matched_by_its_sender_and_marked_weak(DatabaseKind kind)
    {
        await using var mailed = await SendAsync(kind);

        await PostAsync(mailed, Raw.Answer(null, "Who are you?"));
        await PostAsync(mailed, Raw.Answer(null, "Nobody knows me", from: "stranger@elsewhere.test", id: "2"));
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal([("replied", "address"), ("replied", null)], (await mailed.EventsAsync()).Select(e => (e.Kind, e.Matched)));
        Assert.Equal(["replied"], (await mailed.EnrollmentsAsync()).Select(e => e.ExitReason));
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-replied", "Re: Hello")]
    [InlineData("Precedence: auto_reply", "Re: Hello")]
    [InlineData("X-Autoreply: yes", "Re: Hello")]
    [InlineData("Return-Path: <>", "Re: Hello")]
    [InlineData("X-Other: x", "Automatic reply: Hello")]
    [InlineData("X-Other: x", "Afwezig: Hello")]
    [InlineData("X-Other: x", "=?utf-8?Q?Automatisch_antwoord=3A_Hello?=")]
    public async Task A_machines_answer_stops_nothing_and_is_no_reward(string header, string subject)
    {
        await using var mailed = await SendAsync(DatabaseKind.Sqlite);

        await PostAsync(mailed, Raw.Answer(IdOf(mailed), "I am away until Monday.", subject: subject, more: header));
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal("auto-replied", Assert.Single(await mailed.EventsAsync()).Kind);
        Assert.DoesNotContain(await mailed.EnrollmentsAsync(), e => e.State == "ended");
        Assert.Empty(await mailed.Agent.QueryAsync<string>("SELECT outcome FROM reward"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_bounce_of_a_mailbox_that_is_gone_suppresses(DatabaseKind kind)
    {
        await using var mailed = await SendAsync(kind);

        await PostAsync(mailed, Raw.Bounce(IdOf(mailed), "person0@example0.test"));
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(("bounced", "5.1.1"), (await mailed.EventsAsync()).Select(e => (e.Kind, e.Detail)).Single());
        Assert.Single(await mailed.SuppressionsAsync());
    }

    [Theory]
    [InlineData("5.2.2", "failed", "smtp; 552 5.2.2 mailbox full", "bounced")]
    [InlineData("5.7.1", "failed", "smtp; 550 5.7.1 refused by policy", "bounced")]
    [InlineData("4.2.2", "delayed", "smtp; 452 4.2.2 full", "deferred")]
    [InlineData("2.0.0", "delivered", "smtp; 250 2.0.0 ok", "delivered")]
    public async Task Any_other_report_suppresses_and_stops_nobody(string status, string action, string diagnostic, string reported)
    {
        await using var mailed = await SendAsync(DatabaseKind.Sqlite);

        await PostAsync(mailed, Raw.Bounce(IdOf(mailed), "person0@example0.test", status, action, diagnostic));
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(reported, Assert.Single(await mailed.EventsAsync()).Kind);
        Assert.Empty(await mailed.SuppressionsAsync());
        Assert.DoesNotContain(await mailed.EnrollmentsAsync(), e => e.State == "ended");
    }

    [Fact]
    public async Task A_bounce_that_names_no_mail_of_ours_or_another_address_suppresses_nobody()
    {
        await using var mailed = await SendAsync(DatabaseKind.Sqlite);

        await PostAsync(mailed, Raw.Bounce("forged@elsewhere.test", "person0@example0.test"));
        await mailed.Agent.RunUntilIdleAsync();
        var stopped = (await mailed.EnrollmentsAsync()).Any(e => e.State == "ended");
        await PostAsync(mailed, Raw.Bounce(IdOf(mailed), "forwarded@elsewhere.test"));
        await mailed.Agent.RunUntilIdleAsync();

        Assert.False(stopped);
        Assert.Equal(2, (await mailed.EventsAsync()).Count);
        Assert.Empty(await mailed.SuppressionsAsync());
    }

    [Theory]
    [InlineData("abuse", "complained", 1)]
    [InlineData("opt-out", "unsubscribed", 1)]
    [InlineData("not-spam", "other", 0)]
    public async Task A_complaint_suppresses_and_its_opposite_does_not(string type, string reported, int suppressed)
    {
        await using var mailed = await SendAsync(DatabaseKind.Sqlite);

        await PostAsync(mailed, Raw.Complaint(IdOf(mailed), type));
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(reported, Assert.Single(await mailed.EventsAsync()).Kind);
        Assert.Equal(suppressed, (await mailed.SuppressionsAsync()).Count);
    }

    [Theory]
    [InlineData("Please remove me", "Re: Hello")]
    [InlineData("uitschrijven", "Re: Hello")]
    [InlineData("", "unsubscribe")]
    public async Task Who_asks_to_be_left_alone_is(string text, string subject)
    {
        await using var mailed = await SendAsync(DatabaseKind.Sqlite);

        await PostAsync(mailed, Raw.Answer(IdOf(mailed), text, subject: subject));
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal("unsubscribed", Assert.Single(await mailed.EventsAsync()).Kind);
        Assert.Equal("unsubscribed", Assert.Single(await mailed.SuppressionsAsync()).Reason);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_same_mail_by_two_ways_is_one_event(DatabaseKind kind)
    {
        await using var mailed = await SendAsync(kind);
        var mail = Raw.Answer(IdOf(mailed), "Yes");

        await PostAsync(mailed, mail);
        await PostAsync(mailed, mail);
        await PostAsync(mailed, [.. Raw.Of("Received: from elsewhere\n"), .. mail]);
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Single(await mailed.EventsAsync());
    }

    [Fact]
    public async Task Our_own_mail_and_bytes_that_are_no_mail_are_kept_as_unknown()
    {
        await using var mailed = await SendAsync(DatabaseKind.Sqlite);

        await PostAsync(mailed, await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(mailed.Agent.MailFolder, "*.eml", SearchOption.AllDirectories))));
        await PostAsync(mailed, Raw.Of("hello there\nno headers"));
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(["no headers", "our own mail"], (await mailed.EventsAsync()).Select(e => e.Detail).Order());
        Assert.All(await mailed.EventsAsync(), e => Assert.Equal("other", e.Kind));
        Assert.DoesNotContain(await mailed.EnrollmentsAsync(), e => e.State == "ended");
    }

    [Fact]
    public async Task A_wrong_secret_an_empty_body_and_fifty_megabytes_are_refused()
    {
        await using var mailed = await SendAsync(DatabaseKind.Sqlite);

        Assert.Equal(404, (int)(await PostAsync(mailed, Raw.Folded, Secret + "0")).StatusCode);
        Assert.Equal(404, (int)(await PostAsync(mailed, Raw.Folded, Secret[..^1] + "0")).StatusCode);
        Assert.Equal(400, (int)(await PostAsync(mailed, [])).StatusCode);
        Assert.Equal(413, (int)(await PostAsync(mailed, new byte[50 << 20])).StatusCode);
        Assert.Empty(await mailed.Agent.QueryAsync<int>("SELECT 1 FROM inbox"));
    }

    [Fact]
    public async Task Of_a_large_mail_the_beginning_is_kept_and_understood()
    {
        await using var mailed = await SendAsync(DatabaseKind.Sqlite);

        var answer = await PostAsync(mailed, [.. Raw.Answer(IdOf(mailed), "Yes, see attached."), .. new byte[20 << 20]]);
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("replied", Assert.Single(await mailed.EventsAsync()).Kind);
        Assert.Equal([MailEndpoint.MostKept], await mailed.Agent.QueryAsync<int>("SELECT length(body) FROM inbox"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task While_the_database_is_away_the_mail_server_is_asked_to_come_again(DatabaseKind kind)
    {
        await using var mailed = await SendAsync(kind);

        HttpResponseMessage during;
        await using (await Outage.BeginAsync(mailed.Agent))
        {
            during = await PostAsync(mailed, Raw.Folded);
        }

        Assert.Equal((503, 200), ((int)during.StatusCode, (int)(await PostAsync(mailed, Raw.Folded)).StatusCode));
    }

    [Fact]
    public async Task Erasing_a_person_deletes_their_answers()
    {
        await using var mailed = await SendAsync(DatabaseKind.Sqlite);
        await PostAsync(mailed, Raw.Answer(IdOf(mailed), "My phone is 555-1234"));
        await PostAsync(mailed, Raw.Answer(IdOf(mailed), "Not read yet", id: "2"));
        await mailed.Agent.Pumps("events").Single().PassAsync(CancellationToken.None);
        await PostAsync(mailed, Raw.Answer(null, "Not read at all", id: "3"));

        await mailed.Agent.Get<PersonalData>().EraseAsync("person0@example0.test", null, keepMailable: false, CancellationToken.None);

        Assert.Empty(await mailed.Agent.QueryAsync<int>("SELECT 1 FROM inbox WHERE body IS NOT NULL"));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("has/slash/0123456789abcdefghij")]
    public void A_weak_secret_stops_the_start_and_is_not_shown(string secret)
    {
        var options = new FollowUpAgent.Events.WebhooksOptions { Mail = new() { Secrets = [secret] } };

        var fault = Assert.Single(options.Faults([]));

        Assert.Equal("Webhooks:Mail:Secrets:0", fault.Key);
        Assert.DoesNotContain(secret, $"{fault}", StringComparison.Ordinal);
    }

    private static Task<Mailed> SendAsync(DatabaseKind kind) => Mailed.SendAsync(kind, settings: Settings);

    private static string IdOf(Mailed mailed) => MessageIds.Of(mailed.Message.Id.Value, "acme.test");

    private static async Task<HttpResponseMessage> PostAsync(Mailed mailed, byte[] mail, string secret = Secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/hooks/mail/{secret}") { Content = new ByteArrayContent(mail) };
        request.Headers.ExpectContinue = mail.Length > 1 << 20;
        return await mailed.Client.SendAsync(request);
    }
}
