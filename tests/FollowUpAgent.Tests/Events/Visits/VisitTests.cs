using FollowUpAgent.Events;
using FollowUpAgent.Hosting;
using FollowUpAgent.Signals;
using FollowUpAgent.Tests.House;
using static FollowUpAgent.Tests.Events.Visits.OwnSite;

namespace FollowUpAgent.Tests.Events.Visits;

/// <summary>Whose a visit is.</summary>
public sealed class VisitTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_followed_link_tells_whose_the_visit_is(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind, 2, Settings);

        var token = await FollowAsync(mailed, 1);
        var answer = await TellAsync(mailed, new { page = "/pricing/eu", token });

        Assert.Equal(204, (int)answer.StatusCode);
        var signal = Assert.Single(await SignalsAsync(mailed));
        Assert.Equal((mailed.Messages[1].ContactId, SignalKind.Visit, "pricing", mailed.Messages[1].Id.Value), (signal.ContactId, signal.Kind, signal.Name, signal.Subject!.Value));
    }

    [Theory]
    [InlineData(null, "https://acme.test/", false)]
    [InlineData("https://www.acme.test", "https://acme.test/", false)]
    [InlineData("https://acme.test", "https://acme.test/", true)]
    [InlineData("https://acme.test", "https://acme.test.evil.test/", false)]
    [InlineData("https://acme.test", "https://acme.test/a?b=c#d", true)]
    public async Task Only_links_to_own_sites_get_a_token(string? site, string url, bool isNamed)
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, With(site));
        await mailed.Agent.Database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("UPDATE message SET template = 'before'");
                await session.ExecuteAsync("INSERT INTO link (template, number, url) VALUES ('before', 1, @url)", new { url });
            },
            CancellationToken.None);

        var to = (await mailed.Client.GetAsync(mailed.Path(TokenPurpose.Click, link: 1))).Headers.Location!;

        Assert.Equal(isNamed, to.Query.Contains("fu=", StringComparison.Ordinal));
        Assert.Equal(new Uri(url).Fragment, to.Fragment);
        Assert.StartsWith(new Uri(url).Query, to.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_no_person_sees_gets_none()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, Settings);

        var to = (await mailed.Client.GetAsync(mailed.Path(TokenPurpose.Click, link: FollowUpAgent.Messages.TrackedLink.Honeypot))).Headers.Location!;

        Assert.Equal("https://acme.test/", to.ToString());
    }

    [Theory]
    [InlineData("forged")]
    [InlineData("click")]
    [InlineData("old")]
    [InlineData("bent")]
    public async Task A_token_that_is_not_good_names_nobody_and_nothing_is_kept(string what)
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, Settings);
        var token = await FollowAsync(mailed, 0);
        token = what switch
        {
            "forged" => new VisitTokens(new SignedTokens(new SigningKey(1, new byte[32]))).Create(mailed.Message.Id.Value, mailed.Agent.Clock.GetUtcNow()),
            "click" => mailed.Agent.Get<SignedTokens>().Create(TokenPurpose.Click, mailed.Message.Id.Value, 1),
            "bent" => token[..^1] + (token[^1] == 'A' ? 'B' : 'A'),
            _ => token,
        };
        mailed.Agent.Clock.Advance(what == "old" ? TimeSpan.FromHours(2) : TimeSpan.Zero);

        var answer = await TellAsync(mailed, new { page = "/pricing", token });

        Assert.Equal(204, (int)answer.StatusCode);
        Assert.Empty(await SignalsAsync(mailed));
        Assert.Empty(await mailed.Agent.QueryAsync<int>("SELECT 1 FROM inbox WHERE endpoint = 'visit'"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_a_browser_visited_before_is_joined_once_a_link_names_its_reader(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind, 2, Settings);
        var began = mailed.Agent.Clock.GetUtcNow();
        await TellAsync(mailed, new { page = "/about", visitor = Browser });
        await TellAsync(mailed, new { page = "/pricing", visitor = Browser });
        var before = await SignalsAsync(mailed);
        mailed.Agent.Clock.Advance(TimeSpan.FromDays(2));

        await TellAsync(mailed, new { page = "/pricing", token = await FollowAsync(mailed, 0), visitor = Browser });
        await TellAsync(mailed, new { page = "/jobs", visitor = Browser });

        Assert.Empty(before);
        var signals = await SignalsAsync(mailed);
        Assert.Equal([null, null, "pricing", "pricing"], signals.Select(s => s.Name).Order());
        Assert.All(signals, s => Assert.Equal(mailed.Messages[0].ContactId, s.ContactId));
        Assert.Equal([began, began], signals.Select(s => s.OccurredAt).Order().Take(2));
        Assert.All(signals, s => Assert.Equal(began.AddDays(2), s.RecordedAt));
        Assert.Empty(await mailed.Agent.QueryAsync<int>("SELECT 1 FROM anonymous_visit"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task All_that_comes_at_once_ends_the_same(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind, 1, Settings);
        var token = await FollowAsync(mailed, 0);

        await PostAsync(mailed, new { page = "/a", visitor = Browser });
        await PostAsync(mailed, new { page = "/b", token, visitor = Browser });
        await PostAsync(mailed, new { page = "/c", visitor = Browser });
        await PostAsync(mailed, new { token, visitor = Browser });

        Assert.Equal(3, (await SignalsAsync(mailed)).Count);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Without_consent_one_visit_is_never_joined_to_another(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind, 1, Settings);

        await TellAsync(mailed, new { page = "/pricing", token = await FollowAsync(mailed, 0) });
        await TellAsync(mailed, new { page = "/about", visitor = Browser });

        Assert.Equal("pricing", Assert.Single(await SignalsAsync(mailed)).Name);
        Assert.Empty(await mailed.Agent.QueryAsync<int>("SELECT 1 FROM visitor"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_browser_that_two_people_use_names_nobody(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind, 2, Settings);
        await TellAsync(mailed, new { page = "/a", token = await FollowAsync(mailed, 0), visitor = Browser });
        await TellAsync(mailed, new { page = "/b", token = await FollowAsync(mailed, 1), visitor = Browser });

        await TellAsync(mailed, new { page = "/c", visitor = Browser });
        await TellAsync(mailed, new { page = "/d", token = await FollowAsync(mailed, 0), visitor = Browser });

        var people = (await SignalsAsync(mailed)).Select(s => s.ContactId).ToList();
        Assert.Equal((2, 1), (people.Count(p => p == mailed.Messages[0].ContactId), people.Count(p => p == mailed.Messages[1].ContactId)));
        Assert.Empty(await mailed.Agent.QueryAsync<int>("SELECT 1 FROM anonymous_visit"));
    }

    [Fact]
    public async Task Whose_browser_it_is_shows_among_what_comes_at_once()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 2, Settings);
        await TellAsync(mailed, new { page = "/a", token = await FollowAsync(mailed, 0), visitor = Browser });
        var token = await FollowAsync(mailed, 1);

        await PostAsync(mailed, new { page = "/b", token, visitor = Browser });
        await PostAsync(mailed, new { page = "/c", visitor = Browser });

        Assert.Equal(mailed.Messages.Select(m => m.ContactId.Value).Order(), (await SignalsAsync(mailed)).Select(s => s.ContactId.Value).Order());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_takes_the_consent_back_is_forgotten(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind, 1, Settings);
        await TellAsync(mailed, new { page = "/a", visitor = Browser });

        await TellAsync(mailed, new { visitor = Browser, forget = true }, ("Sec-GPC", "1"));
        await TellAsync(mailed, new { page = "/b", token = await FollowAsync(mailed, 0), visitor = Browser });
        await TellAsync(mailed, new { visitor = Browser, forget = true });

        Assert.Single(await SignalsAsync(mailed));
        Assert.Empty(await mailed.Agent.QueryAsync<int>("SELECT 1 FROM visitor UNION ALL SELECT 1 FROM anonymous_visit"));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Of_whom_we_may_not_track_or_profile_no_visit_is_kept(bool profiling, bool tracking)
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, Settings);
        var token = await FollowAsync(mailed, 0);
        await mailed.Agent.Database.WriteAsync(s => s.ExecuteAsync("UPDATE contact SET profiling = @profiling, tracking = @tracking", new { profiling, tracking }), CancellationToken.None);

        await TellAsync(mailed, new { page = "/pricing", token, visitor = Browser });

        Assert.Empty(await SignalsAsync(mailed));
        Assert.DoesNotContain(await mailed.EventsAsync(), e => e.Kind == EventKind.Visited);
        Assert.Empty(await mailed.Agent.QueryAsync<int>("SELECT 1 FROM visitor"));
    }
}
