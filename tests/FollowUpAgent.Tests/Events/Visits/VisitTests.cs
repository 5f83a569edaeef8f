using System.Text;
using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Events;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Signals;
using FollowUpAgent.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.Tests.Events.Visits;

public sealed class VisitTests
{
    private const string Site = "https://acme.test";
    private const string Browser = "0123456789abcdef0123456789abcdef";

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Signals:Sites:0"] = Site,
        ["Signals:Pages:pricing:0"] = "/pricing*",
        ["Messages:TrackClicks"] = "Always",
    };

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

    [Theory]
    [InlineData("Sec-GPC", "1")]
    [InlineData("DNT", "1")]
    [InlineData("User-Agent", "HeadlessChrome/120")]
    [InlineData("Sec-Purpose", "prefetch")]
    public async Task Who_refuses_and_what_is_no_person_is_not_heard(string header, string value)
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, Settings);

        var answer = await TellAsync(mailed, new { page = "/pricing", token = await FollowAsync(mailed, 0) }, (header, value));

        Assert.Equal(204, (int)answer.StatusCode);
        Assert.Empty(await SignalsAsync(mailed));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("https://evil.test")]
    [InlineData("https://acme.test.evil.test")]
    [InlineData("http://acme.test")]
    public async Task Only_own_sites_may_report(string? origin)
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, Settings);

        var answer = await PostAsync(mailed, new { page = "/pricing", token = await FollowAsync(mailed, 0) }, origin);

        Assert.Equal(403, (int)answer.StatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Empty(await SignalsAsync(mailed));
    }

    [Fact]
    public async Task An_own_site_is_let_in_without_credentials()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, Settings);
        using var question = new HttpRequestMessage(HttpMethod.Options, "/t/v") { Headers = { { "Origin", Site } } };

        foreach (var answer in new[] { await mailed.Client.SendAsync(question), await TellAsync(mailed, new { page = "/", visitor = Browser }) })
        {
            Assert.Equal((204, Site, "Origin"), ((int)answer.StatusCode, answer.Headers.GetValues("Access-Control-Allow-Origin").Single(), answer.Headers.Vary.Single()));
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials") || answer.Headers.Contains("Set-Cookie"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"page":"/a"}""")]
    [InlineData("""{"page":"a","visitor":"0123456789abcdef0123456789abcdef"}""")]
    [InlineData("""{"page":"/a","visitor":"0123456789ABCDEF0123456789abcdef"}""")]
    [InlineData("""{"page":"/a","visitor":"'; DROP TABLE signal; --"}""")]
    [InlineData("""{"page":"\ud800","token":"a"}""")]
    [InlineData("""{"page":"/a","page":"/b","token":"a"}""")]
    [InlineData("""{"page":"/a","token":"a","forget":true}""")]
    public async Task What_the_script_would_not_say_is_refused(string body)
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, Settings);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/t/v") { Content = new StringContent(body, Encoding.UTF8, "text/plain"), Headers = { { "Origin", Site } } };

        var answer = await mailed.Client.SendAsync(request);

        Assert.Equal(422, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_report_is_small()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, Settings);

        var answer = await PostAsync(mailed, new { page = "/" + new string('a', 5000), visitor = Browser });

        Assert.Equal(413, (int)answer.StatusCode);
    }

    [Fact]
    public async Task More_than_a_network_may_say_is_answered_and_dropped()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, new Dictionary<string, string?>(Settings) { ["Events:MostPerSecond"] = "1" });

        var answers = new List<int>();
        for (var i = 0; i < 20; i++)
        {
            answers.Add((int)(await PostAsync(mailed, new { page = "/a", visitor = Browser })).StatusCode);
        }

        Assert.All(answers, a => Assert.Equal(204, a));
        Assert.True(mailed.Agent.Get<TrackingPump>().Dropped > 0);
    }

    [Fact]
    public async Task Of_a_visit_neither_address_nor_program_nor_token_nor_the_browsers_number_is_stored()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, Settings);
        var token = await FollowAsync(mailed, 0);

        await TellAsync(mailed, new { page = "/pricing?mail=ada", token, visitor = Browser }, ("User-Agent", "Odd/7"));

        var raw = Assert.Single(await mailed.Agent.QueryAsync<InboxRow>("SELECT headers, body FROM inbox WHERE endpoint = 'visit'"));
        var body = Encoding.UTF8.GetString(raw.Body);
        Assert.Equal("{}", raw.Headers);
        Assert.All(new[] { token, Browser, "Odd/7", "127.0.0.1" }, secret => Assert.DoesNotContain(secret, body, StringComparison.Ordinal));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_export_shows_the_visits_and_an_erasure_removes_them_for_good(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind, 2, Settings);
        var personal = mailed.Agent.Get<PersonalData>();
        await TellAsync(mailed, new { page = "/pricing", visitor = Browser });
        await TellAsync(mailed, new { page = "/about", token = await FollowAsync(mailed, 0), visitor = Browser });

        var export = await personal.ExportAsync("person0@example0.test", CancellationToken.None);
        await personal.EraseAsync("person0@example0.test", null, keepMailable: false, CancellationToken.None);
        await TellAsync(mailed, new { page = "/jobs", visitor = Browser });
        await TellAsync(mailed, new { page = "/docs", token = await FollowAsync(mailed, 1), visitor = Browser });

        Assert.Equal(["browser", "visit", "visit"], export!["rooms"]!["signals"]!.AsArray().Select(s => (string?)s!["kind"]).Order());
        Assert.Equal(mailed.Messages[1].ContactId, Assert.Single(await SignalsAsync(mailed)).ContactId);
        Assert.Empty(await mailed.Agent.QueryAsync<int>("SELECT 1 FROM visitor WHERE contact_id IS NOT NULL"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Visits_of_nobody_go_after_their_time(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind, 1, Settings);
        await TellAsync(mailed, new { page = "/pricing", visitor = Browser });
        var job = mailed.Agent.Services.GetServices<IJob>().Single(j => j.Name == "inbox-housekeeping");

        await job.RunAsync(PeriodUntil(29), CancellationToken.None);
        var early = await mailed.Agent.QueryAsync<int>("SELECT 1 FROM anonymous_visit");
        await job.RunAsync(PeriodUntil(31), CancellationToken.None);

        Assert.Single(early);
        Assert.Empty(await mailed.Agent.QueryAsync<int>("SELECT 1 FROM anonymous_visit"));

        JobPeriod PeriodUntil(int days) => new("day", mailed.Agent.Clock.GetUtcNow(), mailed.Agent.Clock.GetUtcNow().AddDays(days));
    }

    [Fact]
    public async Task The_script_is_small_cacheable_and_the_same_for_all()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, Settings);

        var answer = await mailed.Client.GetAsync("/t/s.js");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/t/s.js") { Headers = { IfNoneMatch = { answer.Headers.ETag! } } };

        Assert.Equal((200, "text/javascript", true), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType, answer.Headers.CacheControl!.Public));
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        var script = await answer.Content.ReadAsStringAsync();
        Assert.InRange(script.Length, 1, 4000);
        Assert.All(new[] { "eval", "Function(", "document.cookie", "innerHTML", "http:", "https:" }, word => Assert.DoesNotContain(word, script, StringComparison.Ordinal));
        Assert.Equal(304, (int)(await mailed.Client.SendAsync(again)).StatusCode);
    }

    [Fact]
    public async Task Without_own_sites_there_is_no_script_and_no_door()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, With(site: null));

        Assert.Equal(404, (int)(await mailed.Client.GetAsync("/t/s.js")).StatusCode);
        Assert.Equal(403, (int)(await PostAsync(mailed, new { page = "/", visitor = Browser })).StatusCode);
    }

    private static Dictionary<string, string?> With(string? site)
    {
        var settings = new Dictionary<string, string?>(Settings) { ["Signals:Sites:0"] = site };
        return site is null ? settings.Where(s => s.Value is not null).ToDictionary() : settings;
    }

    private static async Task<string> FollowAsync(Mailed mailed, int message)
    {
        var answer = await mailed.Client.GetAsync(mailed.Path(TokenPurpose.Click, mailed.Messages[message], link: 1));
        return answer.Headers.Location!.Query["?fu=".Length..];
    }

    // Reported and understood; clicks stay unlabelled meanwhile, so that visits are the only signals.
    private static async Task<HttpResponseMessage> TellAsync(Mailed mailed, object what, params (string Name, string Value)[] headers)
    {
        var answer = await PostAsync(mailed, what, Site, headers);
        await HearAsync(mailed);
        return answer;
    }

    private static async Task<HttpResponseMessage> PostAsync(Mailed mailed, object what, string? origin = Site, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/t/v") { Content = new StringContent(JsonSerializer.Serialize(what), Encoding.UTF8, "text/plain") };
        foreach (var (name, value) in origin is null ? headers : [("Origin", origin), .. headers])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await mailed.Client.SendAsync(request);
    }

    private static async Task HearAsync(Mailed mailed)
    {
        foreach (var pump in mailed.Agent.Pumps("tracking", "events"))
        {
            while (await pump.PassAsync(CancellationToken.None) > 0)
            {
            }
        }
    }

    private static async Task<IReadOnlyList<Signal>> SignalsAsync(Mailed mailed)
    {
        await HearAsync(mailed);
        return [.. (await mailed.Agent.Database.ReadAsync(s => s.ReadSignalsRecordedSinceAsync(DateTimeOffset.UnixEpoch, Guid.Empty, 100), CancellationToken.None)).Where(s => s.Kind == SignalKind.Visit)];
    }
}
