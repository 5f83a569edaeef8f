using FollowUpAgent.Events;
using FollowUpAgent.Hosting;
using FollowUpAgent.Messages;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events;

public sealed class TrackingTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_click_leads_on_and_is_remembered(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind);

        var response = await mailed.Client.GetAsync(mailed.Path(TokenPurpose.Click, link: 1));
        mailed.Agent.Clock.Advance(TimeSpan.FromMinutes(1));
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal((302, "https://acme.test/"), ((int)response.StatusCode, response.Headers.Location!.ToString()));
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.True(response.Headers.CacheControl!.NoStore);
        var happened = Assert.Single(await mailed.EventsAsync());
        Assert.Equal(("clicked", 1, false), (happened.Kind, happened.Link, happened.Machine));
        Assert.Equal((mailed.Message.Id, mailed.Message.ContactId), (happened.MessageId, happened.ContactId));
        Assert.Equal("click", Assert.Single(await mailed.Agent.QueryAsync<string>("SELECT outcome FROM reward")));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_link_of_a_template_that_has_changed_since_still_leads_on(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind);
        await mailed.Agent.Database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("UPDATE message SET template = 'before'");
                await session.ExecuteAsync("INSERT INTO link (template, number, url) VALUES ('before', 1, 'https://acme.test/before')");
            },
            CancellationToken.None);

        var response = await mailed.Client.GetAsync(mailed.Path(TokenPurpose.Click, link: 1));

        Assert.Equal("https://acme.test/before", response.Headers.Location!.ToString());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_links_of_the_present_templates_are_remembered_for_later(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind);

        var known = await mailed.Agent.Database.ReadAsync(s => s.FindLinkAsync(mailed.Message.Template, 1), CancellationToken.None);

        Assert.Equal("https://acme.test/", known);
    }

    [Fact]
    public async Task A_head_request_is_a_machine_and_earns_nothing()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite);
        using var request = new HttpRequestMessage(HttpMethod.Head, mailed.Path(TokenPurpose.Click, link: 1));

        var response = await mailed.Client.SendAsync(request);
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal((302, "https://acme.test/"), ((int)response.StatusCode, response.Headers.Location!.ToString()));
        Assert.True(Assert.Single(await mailed.EventsAsync()).Machine);
        Assert.Empty(await mailed.Agent.QueryAsync<string>("SELECT outcome FROM reward"));
    }

    [Theory]
    [InlineData("/c/nonsense")]
    [InlineData("/c/https:%2F%2Fevil.test")]
    [InlineData("/o/nonsense.gif")]
    public async Task An_unknown_token_leads_nowhere(string path)
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite);

        var response = await mailed.Client.GetAsync(path);

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Null(response.Headers.Location);
    }

    [Fact]
    public async Task A_link_that_the_mail_does_not_have_leads_nowhere()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite);

        var response = await mailed.Client.GetAsync(mailed.Path(TokenPurpose.Click, link: 9));

        Assert.Equal(404, (int)response.StatusCode);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_open_is_a_picture_of_43_bytes_and_never_a_reward(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind);

        var response = await mailed.Client.GetAsync(mailed.Path(TokenPurpose.Open));
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal((200, "image/gif", 43), ((int)response.StatusCode, response.Content.Headers.ContentType!.ToString(), (await response.Content.ReadAsByteArrayAsync()).Length));
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal("opened", Assert.Single(await mailed.EventsAsync()).Kind);
        Assert.Empty(await mailed.Agent.QueryAsync<string>("SELECT outcome FROM reward"));
    }

    [Theory]
    [InlineData("Mozilla/5.0", true)]
    [InlineData("Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)", true)]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15", false)]
    public async Task Known_picture_proxies_are_told_apart(string userAgent, bool isMachine)
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite);
        mailed.Client.DefaultRequestHeaders.UserAgent.ParseAdd(userAgent);

        await mailed.Client.GetAsync(mailed.Path(TokenPurpose.Open));
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(isMachine, Assert.Single(await mailed.EventsAsync()).Machine);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task While_the_database_is_away_a_known_link_leads_on_and_the_click_is_stored_later(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind);
        await mailed.Client.GetAsync(mailed.Path(TokenPurpose.Click, link: 1));

        await using (await Outage.BeginAsync(mailed.Agent))
        {
            for (var i = 0; i < 3; i++)
            {
                Assert.Equal(302, (int)(await mailed.Client.GetAsync(mailed.Path(TokenPurpose.Click, link: 1))).StatusCode);
                Assert.Equal(200, (int)(await mailed.Client.GetAsync(mailed.Path(TokenPurpose.Open))).StatusCode);
            }
        }

        await mailed.Agent.RunUntilIdleAsync();
        Assert.Equal((4, 3), (await CountAsync(mailed, "clicked"), await CountAsync(mailed, "opened")));
        Assert.Equal((0L, 0), (mailed.Agent.Get<TrackingPump>().Lost, mailed.Agent.Get<TrackingPump>().Waiting));
    }

    [Theory, OnPostgres]
    public async Task While_the_database_is_away_an_unknown_link_and_an_unsubscribe_ask_to_come_again(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind);

        await using (await Outage.BeginAsync(mailed.Agent))
        {
            var click = await mailed.Client.GetAsync(mailed.Path(TokenPurpose.Click, link: 1));
            var page = await mailed.Client.GetAsync(mailed.Path(TokenPurpose.Unsubscribe));
            var unsubscribe = await mailed.UnsubscribeAsync();

            Assert.Equal((503, 200, 503), ((int)click.StatusCode, (int)page.StatusCode, (int)unsubscribe.StatusCode));
            Assert.NotNull(click.Headers.RetryAfter);
            Assert.NotNull(unsubscribe.Headers.RetryAfter);
        }

        Assert.Equal(200, (int)(await mailed.UnsubscribeAsync()).StatusCode);
    }

    [Fact]
    public async Task Too_many_from_one_network_are_answered_and_dropped_and_counted()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, settings: new Dictionary<string, string?> { ["Events:MostPerSecond"] = "1" });
        mailed.Client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => mailed.Client.GetAsync(mailed.Path(TokenPurpose.Open))));
        await mailed.Agent.RunUntilIdleAsync();

        Assert.All(answers, answer => Assert.Equal(200, (int)answer.StatusCode));
        var dropped = mailed.Agent.Get<TrackingPump>().Dropped;
        Assert.True(dropped > 10);
        Assert.Equal(20 - dropped, await CountAsync(mailed, "opened"));
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.1, 203.0.113.7", "203.0.113.7")]
    [InlineData("nonsense", "127.0.0.1")]
    public async Task The_reader_is_seen_behind_a_proxy_on_this_machine(string forwarded, string expected)
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite);
        mailed.Client.DefaultRequestHeaders.Add("X-Forwarded-For", forwarded);

        await mailed.Client.GetAsync(mailed.Path(TokenPurpose.Open));

        Assert.Contains($"\"{expected}\"", Assert.Single(await mailed.Agent.QueryAsync<string>("SELECT headers FROM inbox")), StringComparison.Ordinal);
    }

    private static async Task<int> CountAsync(Mailed mailed, string kind) => (await mailed.EventsAsync()).Count(e => e.Kind == kind);
}
