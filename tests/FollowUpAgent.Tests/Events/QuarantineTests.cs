using System.Text;
using FollowUpAgent.Contacts;
using FollowUpAgent.Events;
using FollowUpAgent.Events.Quarantine;
using FollowUpAgent.Hosting;
using FollowUpAgent.Tests.Events.Providers;
using FollowUpAgent.Tests.House;
using Microsoft.AspNetCore.Http;

namespace FollowUpAgent.Tests.Events;

public sealed class QuarantineTests
{
    private const string Secret = "Webhooks:Providers:main:Secrets:0";
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 7, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("mailgun")]
    [InlineData("amazon_ses")]
    [InlineData("resend")]
    [InlineData("mandrill")]
    public async Task A_bounce_that_a_wrong_key_refused_takes_effect_once_the_key_is_right(string provider)
    {
        var peer = Peer.Of(provider);
        await using var mailed = await peer.MailAsync();
        await using var wrong = await mailed.Agent.RestartAsync((Secret, peer.WrongSecret));
        await wrong.ServeAsync();
        var (first, again) = (await SayAsync(peer, wrong), await SayAsync(peer, wrong));
        await wrong.RunUntilIdleAsync();
        var before = await wrong.QueryAsync<int>("SELECT 1 FROM suppression");
        // Past the window in which a signature holds: what counts is when it came.
        wrong.Clock.Advance(TimeSpan.FromDays(2));

        await using var right = await wrong.RestartAsync((Secret, peer.RightSecret));
        await right.RunUntilIdleAsync();

        Assert.Equal((401, 401), (first, again));
        Assert.Empty(before);
        Assert.Equal("bounced", Assert.Single(await right.QueryAsync<string>("SELECT reason FROM suppression")));
        Assert.Equal("bounced", Assert.Single(await right.QueryAsync<string>("SELECT kind FROM event")));
        Assert.Empty(await right.QueryAsync<int>("SELECT 1 FROM quarantine"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_forged_stays_until_its_week_is_over_and_health_says_so(DatabaseKind kind)
    {
        var peer = Peer.Of("mailgun");
        await using var mailed = await peer.MailAsync(kind);
        await peer.SayAsync(peer.Bounce, mailed, "hook-ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        await mailed.Agent.RunUntilIdleAsync();
        var reading = await mailed.Agent.Get<IEnumerable<FollowUpAgent.Hosting.Health.IHealthSign>>().OfType<EventsSign>().Single().ReadAsync(CancellationToken.None);

        Assert.Contains("in quarantine 1 of mailgun/main", reading.Detail, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync(mailed.Agent, TimeSpan.FromDays(6.9)));
        Assert.Equal(0, await CountAsync(mailed.Agent, TimeSpan.FromDays(7.1)));
        Assert.Empty(await mailed.EventsAsync());
    }

    [Fact]
    public async Task Who_signs_nothing_is_not_kept()
    {
        var peer = Peer.Of("postmark");
        await using var mailed = await peer.MailAsync();

        await peer.SayAsync(peer.Bounce, mailed, "hook-ABCDEFGHIJKLMNOPQRSTUVWXYZ");

        Assert.Empty(await mailed.Agent.QueryAsync<int>("SELECT 1 FROM quarantine"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_newest_thousand_and_a_hundred_megabytes_are_kept(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind);
        for (var i = 0; i < 1003; i++)
        {
            await agent.Database.WriteAsync(s => s.QuarantineAsync(Delivery(agent, i)), CancellationToken.None);
        }

        var kept = await agent.QueryAsync<DateTimeOffset>("SELECT received_at FROM quarantine ORDER BY received_at");
        // As if the last but one were large.
        await agent.Database.WriteAsync(s => s.ExecuteAsync("UPDATE quarantine SET bytes = 104857600 WHERE received_at = @at", new { at = kept[^2] }), CancellationToken.None);
        await agent.Database.WriteAsync(s => s.TrimQuarantineAsync(Now), CancellationToken.None);

        Assert.Equal(1000, kept.Count);
        Assert.Equal(Now.AddSeconds(3), kept[0]);
        Assert.Equal([kept[^1]], await agent.QueryAsync<DateTimeOffset>("SELECT received_at FROM quarantine"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Erasing_a_person_reaches_it_and_leaves_the_others(DatabaseKind kind)
    {
        var peer = Peer.Of("mailgun");
        await using var mailed = await peer.MailAsync(kind);
        await peer.SayAsync(peer.Bounce, mailed, "hook-ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        await mailed.Agent.Database.WriteAsync(s => s.QuarantineAsync(Delivery(mailed.Agent, 1)), CancellationToken.None);

        await mailed.Agent.Get<PersonalData>().EraseAsync("person0@example0.test", null, keepMailable: false, CancellationToken.None);

        Assert.Equal("number 1", Encoding.UTF8.GetString(Assert.Single(await mailed.Agent.QueryAsync<byte[]>("SELECT body FROM quarantine"))));
    }

    [Fact]
    public void Credentials_and_addresses_of_senders_are_not_kept()
    {
        var headers = new HeaderDictionary { ["Authorization"] = "Basic c2VjcmV0", ["X-Forwarded-For"] = "192.0.2.1", ["Cookie"] = "a=b", ["svix-id"] = "msg_1" };

        var kept = QuarantinedDelivery.Of(Guid.Empty, "resend/main", new(_ => null, [1]), headers, "", Now)!;

        Assert.Equal("""{"svix-id":"msg_1"}""", kept.Headers);
        Assert.Equal("msg_1", kept.ToDelivery().Header("Svix-Id"));
    }

    private static QuarantinedDelivery Delivery(AgentInTest agent, int number) => QuarantinedDelivery.Of(
        agent.Get<IdSource>().New(), "resend/main", new(_ => null, Encoding.UTF8.GetBytes($"number {number}")), new HeaderDictionary(), "wrong", Now.AddSeconds(number))!;

    private static async Task<int> SayAsync(Peer peer, AgentInTest agent)
    {
        using var client = new HttpClient { BaseAddress = agent.AddressOf(0) };
        return (int)(await peer.Say(peer.Bounce, agent.Clock.GetUtcNow()).SendAsync(client)).StatusCode;
    }

    private static async Task<int> CountAsync(AgentInTest agent, TimeSpan age)
    {
        var received = (await agent.QueryAsync<DateTimeOffset>("SELECT received_at FROM quarantine")).Single();
        await agent.Database.WriteAsync(s => s.TrimQuarantineAsync(received + age), CancellationToken.None);
        return (await agent.QueryAsync<int>("SELECT 1 FROM quarantine")).Count;
    }
}
