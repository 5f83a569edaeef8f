using FollowUpAgent.Events;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events.Providers;

/// <summary>Every provider through the front door: what it says has its effect, what is forged has none, and a repeat changes nothing.</summary>
public sealed class ProviderDoorTests
{
    public static TheoryData<string> Providers => [.. Peer.All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_bounce_of_a_mailbox_that_is_gone_suppresses_once_however_often_it_comes(string provider)
    {
        var peer = Peer.Of(provider);
        await using var mailed = await peer.MailAsync();
        var posted = peer.Say(peer.Bounce, mailed);

        var first = await posted.SendAsync(mailed.Client);
        await mailed.Agent.RunUntilIdleAsync();
        var second = await posted.SendAsync(mailed.Client);
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal((200, 200), ((int)first.StatusCode, (int)second.StatusCode));
        Assert.Equal("bounced", Assert.Single(await mailed.EventsAsync()).Kind);
        Assert.Equal("bounced", Assert.Single(await mailed.SuppressionsAsync()).Reason);
        Assert.All(await mailed.EnrollmentsAsync(), e => Assert.Equal("bounced", e.ExitReason));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_id_that_no_database_takes_does_not_cost_the_event(DatabaseKind kind)
    {
        var peer = Peer.Of("brevo");
        await using var mailed = await peer.MailAsync(kind);

        await peer.SayAsync(peer.Bounce.Replace("<b@relay.test>", "\\u0000", StringComparison.Ordinal), mailed);
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal("bounced", Assert.Single(await mailed.SuppressionsAsync()).Reason);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_complaint_suppresses_and_a_refusal_of_us_does_not(string provider)
    {
        var peer = Peer.Of(provider);
        await using var mailed = await peer.MailAsync();

        await peer.SayAsync(peer.Policy, mailed);
        await mailed.Agent.RunUntilIdleAsync();
        var before = (await mailed.SuppressionsAsync()).Count;
        await peer.SayAsync(peer.Complaint, mailed);
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(0, before);
        Assert.Equal("complained", Assert.Single(await mailed.SuppressionsAsync()).Reason);
        Assert.Equal(2, (await mailed.EventsAsync()).Count);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Who_unsubscribes_at_the_provider_is_unsubscribed_here(string provider)
    {
        var peer = Peer.Of(provider);
        if (peer.Unsubscribe is not { } unsubscribe)
        {
            return;
        }

        await using var mailed = await peer.MailAsync();

        await peer.SayAsync(unsubscribe, mailed);
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal("unsubscribed", Assert.Single(await mailed.SuppressionsAsync()).Reason);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task What_is_forged_is_refused_counted_and_not_stored(string provider)
    {
        var peer = Peer.Of(provider);
        await using var mailed = await peer.MailAsync();
        var genuine = peer.Say(peer.Bounce, mailed);

        var wrongKey = await peer.SayAsync(peer.Bounce, mailed, "hook-ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        var bare = await new Posted($"/hooks/{provider}/main", genuine.Body[..(genuine.Body.Length / 2)]).SendAsync(mailed.Client);

        Assert.Equal((401, 401), ((int)wrongKey.StatusCode, (int)bare.StatusCode));
        Assert.Empty(await mailed.Agent.QueryAsync<int>("SELECT 1 FROM inbox"));
        Assert.Equal(2, mailed.Agent.Get<Intake>().Forged[$"{provider}/main"].Count);
    }

    [Theory]
    [InlineData("brevo", 429)]
    [InlineData("postmark", 503)]
    public async Task While_the_database_is_away_each_is_asked_to_come_again_in_its_own_way(string provider, int status)
    {
        var peer = Peer.Of(provider);
        await using var mailed = await peer.MailAsync();
        var posted = peer.Say(peer.Bounce, mailed);

        HttpResponseMessage during;
        await using (await Outage.BeginAsync(mailed.Agent))
        {
            during = await posted.SendAsync(mailed.Client);
        }

        Assert.Equal((status, 200), ((int)during.StatusCode, (int)(await posted.SendAsync(mailed.Client)).StatusCode));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_token_of_Mailgun_counts_for_one_body_only(DatabaseKind kind)
    {
        var peer = Peer.Of("mailgun");
        await using var mailed = await peer.MailAsync(kind);
        var genuine = peer.Say(peer.Complaint, mailed);
        var changed = genuine with { Body = System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(genuine.Body).Replace("complained", "delivered", StringComparison.Ordinal)) };

        var answers = new[] { await genuine.SendAsync(mailed.Client), await genuine.SendAsync(mailed.Client), await changed.SendAsync(mailed.Client) };

        Assert.Equal([200, 200, 401], answers.Select(a => (int)a.StatusCode));
        Assert.Single(await mailed.Agent.QueryAsync<int>("SELECT 1 FROM inbox"));
    }

    [Theory]
    [InlineData("Bearer " + Peer.Secret)]
    [InlineData("Basic aG9vazpob29rLTAxMjM0NTY3ODlhYmNkZWZnaGlqa2xtbm9w")]
    public async Task Who_signs_nothing_may_bring_the_secret_as_authorisation(string authorization)
    {
        var peer = Peer.Of("postmark");
        await using var mailed = await peer.MailAsync();
        var body = peer.Say(peer.Complaint, mailed).Body;

        var answer = await new Posted("/hooks/postmark/main", body, ("Authorization", authorization)).SendAsync(mailed.Client);

        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_mail_that_a_provider_hands_over_stops_the_sequence()
    {
        var peer = Peer.Of("postmark");
        await using var mailed = await peer.MailAsync();

        await peer.SayAsync("""{"From":"person0@example0.test","FromFull":{"Email":"@"},"Subject":"Re: Hello","TextBody":"Yes, call me tomorrow."}""", mailed);
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal("replied", Assert.Single(await mailed.EventsAsync()).Kind);
        Assert.All(await mailed.EnrollmentsAsync(), e => Assert.Equal("replied", e.ExitReason));
    }

    [Fact]
    public async Task Mandrill_finds_us_by_HEAD_and_by_a_test_before_its_key_is_known()
    {
        var peer = Peer.Of("mandrill");
        await using var mailed = await peer.MailAsync();
        using var head = new HttpRequestMessage(HttpMethod.Head, "/hooks/mandrill/main");

        var answers = new[]
        {
            await mailed.Client.SendAsync(head),
            await peer.SayAsync("[]", mailed, "test-webhook"),
            await peer.SayAsync(peer.Complaint, mailed, "test-webhook"),
        };

        Assert.Equal([200, 200, 401], answers.Select(a => (int)a.StatusCode));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void A_weak_secret_stops_the_start_and_is_not_shown(string provider)
    {
        var options = new WebhooksOptions { Providers = { ["main"] = new ProviderOptions { Provider = provider, Secrets = ["weak:secret"] } } };

        var fault = Assert.Single(options.Faults(FollowUpAgent.Events.Providers.AllProviders.Create()));

        Assert.Equal("Webhooks:Providers:main:Secrets:0", fault.Key);
        Assert.DoesNotContain("weak:secret", $"{fault}", StringComparison.Ordinal);
    }
}
