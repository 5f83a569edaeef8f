using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AngleSharp.Html.Parser;
using FollowUpAgent.Dashboard;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Dashboard;

public sealed class PageTests
{
    private const int Public = 0;
    private const int Private = 1;
    private const string Hostile = "<script>alert(1)</script>";

    [Theory]
    [InlineData("/")]
    [InlineData("/live")]
    [InlineData("/decisions/0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001")]
    [InlineData("/reports/2026-W09")]
    public async Task The_public_listener_has_no_pages(string path)
    {
        await using var agent = await ServedAsync();

        using var answer = await GetAsync(agent, path, Public);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_page_escapes_whatever_the_ledger_holds(DatabaseKind kind)
    {
        await using var agent = await ServedAsync(kind);
        var diary = new Diary(agent);
        var now = agent.Clock.GetUtcNow();
        var decision = await diary.DecideAsync(await diary.EnterAsync("treatment", now), "treatment", now, RoundEnd.Sent, Hostile, step: Hostile);

        var home = await ReadAsync(agent, "/");
        var page = await ReadAsync(agent, $"/decisions/{decision}");

        Assert.All([home, page], text =>
        {
            using var document = new HtmlParser().ParseDocument(text);
            Assert.DoesNotContain(document.Scripts, s => s.Source is null);
            Assert.Contains(Hostile, document.Body!.TextContent, StringComparison.Ordinal);
        });
        Assert.Contains("propensities", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_address_is_shown()
    {
        await using var agent = await ServedAsync();
        await agent.AddContactAsync("secret.person@example.test");
        await agent.EnrollAllAsync("hello");
        await agent.RunUntilIdleAsync();

        var page = await ReadAsync(agent, "/");

        Assert.Contains("hello / second", page, StringComparison.Ordinal);
        Assert.DoesNotContain("secret.person", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Ada", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_forbids_what_the_page_does_not_need()
    {
        await using var agent = await ServedAsync();

        using var answer = await GetAsync(agent, "/");

        var headers = answer.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value));
        Assert.Contains("frame-ancestors 'none'", headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal("no-store", headers["Cache-Control"]);
        Assert.Equal("nosniff", headers["X-Content-Type-Options"]);
        Assert.Equal("no-referrer", headers["Referrer-Policy"]);
    }

    [Fact]
    public async Task Style_and_script_are_there_and_not_empty()
    {
        await using var agent = await ServedAsync();
        using var page = new HtmlParser().ParseDocument(await ReadAsync(agent, "/"));

        var paths = new[] { page.QuerySelector("link[rel=stylesheet]")!.GetAttribute("href")!, page.QuerySelector("script[src]")!.GetAttribute("src")! };

        foreach (var path in paths)
        {
            Assert.True((await ReadAsync(agent, path)).Length > 1000, path);
        }

        using var old = await GetAsync(agent, "/assets/000000000000/dashboard.css");
        Assert.Equal(HttpStatusCode.NotFound, old.StatusCode);
    }

    [Theory]
    [InlineData("nl-BE,nl;q=0.9,en;q=0.5", "nl", "De laatste beslissingen")]
    [InlineData("fr, en;q=0.5", "en", "The last decisions")]
    [InlineData("fr", "nl", "De laatste beslissingen")]
    public async Task The_page_speaks_the_browsers_language_or_the_configured_one(string asked, string language, string heading)
    {
        await using var agent = await ServedAsync(settings: new() { ["Reports:Language"] = "nl" });

        var page = await ReadAsync(agent, "/", r => r.Headers.AcceptLanguage.ParseAdd(asked));

        Assert.Contains($"<html lang=\"{language}\">", page, StringComparison.Ordinal);
        Assert.Contains(heading, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_simulation_shows_how_far_it_is_and_a_live_agent_shows_nothing_of_the_kind()
    {
        await using var agent = await ServedAsync();
        var live = await ReadAsync(agent, "/");
        agent.Get<Rehearsal>().Report(5, 12);

        var simulated = new HtmlParser().ParseDocument(await ReadAsync(agent, "/"));

        Assert.DoesNotContain("rehearsal", live, StringComparison.Ordinal);
        Assert.Contains("week 5 of 12", simulated.QuerySelector("#rehearsal")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(("5", "12"), (simulated.QuerySelector("progress")!.GetAttribute("value"), simulated.QuerySelector("progress")!.GetAttribute("max")));
    }

    [Theory]
    [InlineData("Host", "evil.test")]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    public async Task What_does_not_come_from_this_machine_is_refused_without_a_key(string header, string value)
    {
        await using var agent = await ServedAsync();

        using var answer = await GetAsync(agent, "/", change: r => r.Headers.Add(header, value));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("followup key", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beyond_loopback_an_API_key_is_the_password()
    {
        var (key, hash) = ApiKeys.Make("me", new SeededChance(7));
        await using var agent = await ServedAsync(settings: new()
        {
            ["Listeners:Private:Address"] = "0.0.0.0",
            ["Api:Keys:me:Sha256"] = hash,
            ["Api:Keys:me:Scopes:0"] = "read",
        });

        using var nobody = await GetAsync(agent, "/");
        using var wrong = await GetAsync(agent, "/", change: r => r.Headers.Authorization = Basic("anna:" + key[..^1]));
        using var right = await GetAsync(agent, "/", change: r => r.Headers.Authorization = Basic("anna:" + key));
        using var live = await GetAsync(agent, "/live");
        using var export = await GetAsync(agent, $"/contacts/{Guid.Empty}/export", change: r => r.Headers.Authorization = Basic("anna:" + key));

        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized],
            new[] { nobody, wrong, right, live, export }.Select(a => a.StatusCode));
        Assert.Equal("Basic", nobody.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task Streams_are_counted_and_the_one_too_many_is_told_to_come_later()
    {
        await using var agent = await ServedAsync(settings: new() { ["Dashboard:MostStreams"] = "1" });
        using var client = new HttpClient();

        using var first = await client.GetAsync(new Uri(agent.AddressOf(Private), "/live"), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await first.Content.ReadAsStreamAsync());
        var lines = new List<string?>();
        while (lines.Count < 4)
        {
            lines.Add(await reader.ReadLineAsync());
        }

        using var second = await GetAsync(agent, "/live");

        Assert.Equal("text/event-stream", first.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["retry: 3000", "", "event: numbers"], lines[..3]);
        Assert.Contains("\"contacts\":\"0\"", lines[3], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
    }

    [Theory]
    [InlineData("/reports/2026-W10", HttpStatusCode.OK)]
    [InlineData("/reports/2026-W11", HttpStatusCode.NotFound)]
    [InlineData("/reports/last", HttpStatusCode.NotFound)]
    [InlineData("/decisions/0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001", HttpStatusCode.NotFound)]
    public async Task A_report_of_a_week_that_has_begun_is_a_page(string path, HttpStatusCode expected)
    {
        await using var agent = await ServedAsync();

        using var answer = await GetAsync(agent, path);

        Assert.Equal(expected, answer.StatusCode);
    }

    private static AuthenticationHeaderValue Basic(string pair) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));

    private static async Task<AgentInTest> ServedAsync(DatabaseKind kind = DatabaseKind.Sqlite, Dictionary<string, string?>? settings = null)
    {
        var agent = await AgentInTest.BuildAsync(kind, settings);
        await agent.ServeAsync();
        return agent;
    }

    private static async Task<string> ReadAsync(AgentInTest agent, string path, Action<HttpRequestMessage>? change = null)
    {
        using var answer = await GetAsync(agent, path, Private, change);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<HttpResponseMessage> GetAsync(AgentInTest agent, string path, int listener = Private, Action<HttpRequestMessage>? change = null)
    {
        using var client = new HttpClient();
        var address = new UriBuilder(agent.AddressOf(listener)) { Host = "127.0.0.1" }.Uri;
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, path));
        change?.Invoke(request);
        return await client.SendAsync(request);
    }
}
