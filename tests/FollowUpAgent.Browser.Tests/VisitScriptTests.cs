using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting;
using FollowUpAgent.Signals;
using FollowUpAgent.Tests.House;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;

namespace FollowUpAgent.Browser.Tests;

/// <summary>The script in a real browser, on a website of its own with a strict content security policy.</summary>
public sealed class VisitScriptTests(Browser browser) : IClassFixture<Browser>
{
    // As people's programs call themselves; the test's own says that it is no person.
    private const string Agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

    [InBrowser]
    public async Task A_followed_link_becomes_a_visit_of_its_reader_and_leaves_no_trace_in_the_browser()
    {
        await using var stage = await Stage.OpenAsync();
        var (page, faults) = await OpenAsync(stage);

        await Reported(page, async () => await page.GotoAsync(await stage.LinkAsync("/pricing?plan=a%20b&x=1#top", stage.Messages[1])));

        Assert.Equal($"{stage.Site}/pricing?plan=a%20b&x=1#top", page.Url);
        Assert.Equal("0 ", await page.EvaluateAsync<string>("`${localStorage.length + sessionStorage.length} ${document.cookie}`"));
        Assert.Empty(await page.Context.CookiesAsync());
        var signal = Assert.Single(await stage.SignalsAsync());
        Assert.Equal((stage.Messages[1].ContactId, "pricing"), (signal.ContactId, signal.Name));
        Assert.Empty(faults);
    }

    [InBrowser]
    public async Task Without_token_and_consent_nothing_is_told()
    {
        await using var stage = await Stage.OpenAsync();
        var (page, faults) = await OpenAsync(stage);
        var told = Told(page);

        await page.GotoAsync($"{stage.Site}/pricing?fu=");
        await page.GotoAsync($"{stage.Site}/about");

        Assert.Empty(told);
        Assert.Empty(faults);
    }

    [InBrowser]
    public async Task Before_consent_pages_are_not_joined_and_after_it_they_are()
    {
        await using var stage = await Stage.OpenAsync();
        var (page, faults) = await OpenAsync(stage);
        await page.GotoAsync($"{stage.Site}/about");
        await Reported(page, () => page.EvaluateAsync("followup.consent(true)"));
        await Reported(page, () => page.GotoAsync($"{stage.Site}/pricing"));
        var before = await stage.SignalsAsync();

        await Reported(page, async () => await page.GotoAsync(await stage.LinkAsync("/jobs", stage.Messages[0])));
        await Reported(page, () => page.GotoAsync($"{stage.Site}/pricing"));

        Assert.Empty(before);
        var signals = await stage.SignalsAsync();
        Assert.Equal([null, null, "pricing", "pricing"], signals.Select(s => s.Name).Order());
        Assert.All(signals, s => Assert.Equal(stage.Messages[0].ContactId, s.ContactId));
        await Reported(page, () => page.EvaluateAsync("followup.consent(false)"));
        Assert.Equal(0, await page.EvaluateAsync<int>("localStorage.length"));
        Assert.Empty(faults);
    }

    [InBrowser]
    public async Task Consent_on_the_landing_page_is_not_a_second_visit()
    {
        await using var stage = await Stage.OpenAsync();
        var (page, _) = await OpenAsync(stage);
        await Reported(page, async () => await page.GotoAsync(await stage.LinkAsync("/pricing", stage.Messages[0])));

        await Reported(page, () => page.EvaluateAsync("followup.consent(true)"));
        await Reported(page, () => page.GotoAsync($"{stage.Site}/about"));

        Assert.Equal([null, "pricing"], (await stage.SignalsAsync()).Select(s => s.Name).Order());
    }

    [InBrowser]
    public async Task Global_Privacy_Control_silences_the_script() => await AssertSilentAsync("Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })");

    [InBrowser]
    public async Task Do_Not_Track_silences_the_script() => await AssertSilentAsync("Object.defineProperty(Navigator.prototype, 'doNotTrack', { get: () => '1' })");

    private async Task AssertSilentAsync(string signal)
    {
        await using var stage = await Stage.OpenAsync();
        var (page, faults) = await OpenAsync(stage);
        await page.AddInitScriptAsync(signal);
        var told = Told(page);

        await page.GotoAsync(await stage.LinkAsync("/pricing", stage.Messages[0]));
        await page.EvaluateAsync("followup.consent(true)");
        await page.EvaluateAsync("followup.visit()");

        Assert.Equal($"{stage.Site}/pricing", page.Url);
        Assert.Equal(0, await page.EvaluateAsync<int>("localStorage.length"));
        Assert.Empty(told);
        Assert.Empty(await stage.SignalsAsync());
        Assert.Empty(faults);
    }

    private static List<string> Told(IPage page)
    {
        var told = new List<string>();
        page.Request += (_, request) => told.AddRange(request.Url.EndsWith("/t/v", StringComparison.Ordinal) ? [request.Url] : []);
        return told;
    }

    // The report is sent beside the page: what is awaited is its answer.
    private static async Task Reported(IPage page, Func<Task> act)
    {
        var answer = page.WaitForResponseAsync(r => r.Url.EndsWith("/t/v", StringComparison.Ordinal));
        await act();
        Assert.Equal(204, (await answer).Status);
    }

    private async Task<(IPage Page, List<string> Faults)> OpenAsync(Stage stage)
    {
        var context = await browser.Chromium.NewContextAsync(new() { UserAgent = Agent });
        var page = await context.NewPageAsync();
        var faults = new List<string>();
        page.Console += (_, message) => faults.AddRange(message.Type is "error" or "warning" ? [message.Text] : []);
        page.PageError += (_, error) => faults.Add(error);
        page.Response += (_, response) => faults.AddRange(response.Status >= 400 && response.Url.StartsWith(stage.Site, StringComparison.Ordinal) ? [$"{response.Status} {response.Url}"] : []);
        return (page, faults);
    }

    /// <summary>An agent that has sent mails, and a website of its operator.</summary>
    private sealed class Stage : IAsyncDisposable
    {
        private readonly AgentInTest agent;
        private readonly WebApplication site;
        private int links;

        private Stage(AgentInTest agent, WebApplication site, List<OutboxMessage> messages) => (this.agent, this.site, Messages) = (agent, site, messages);

        public string Site => site.Urls.Single();

        public List<OutboxMessage> Messages { get; }

        public static async Task<Stage> OpenAsync()
        {
            var (site, script) = (Website(), "");
            site.MapFallback(context =>
            {
                var door = new Uri(script).GetLeftPart(UriPartial.Authority);
                context.Response.ContentType = "text/html; charset=utf-8";
                context.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; script-src {door}; connect-src {door}; img-src data:";
                return context.Response.WriteAsync($"<!doctype html><link rel=icon href=\"data:,\"><title>Acme</title><script src=\"{script}\"></script><p>Hello");
            });
            await site.StartAsync();
            var agent = await AgentInTest.BuildAsync(DatabaseKind.Sqlite, new Dictionary<string, string?>
            {
                ["Signals:Sites:0"] = site.Urls.Single(),
                ["Signals:Pages:pricing:0"] = "/pricing*",
                ["Messages:TrackClicks"] = "Always",
            });
            await agent.AddContactAsync("ada@one.test");
            await agent.AddContactAsync("bob@two.test");
            await agent.EnrollAllAsync("hello");
            await agent.RunUntilIdleAsync();
            await agent.ServeAsync();
            script = agent.AddressOf(0) + "t/s.js";
            return new Stage(agent, site, await agent.QueryAsync<OutboxMessage>($"SELECT {OutboxStore.Columns} FROM message ORDER BY created_at, id"));
        }

        /// <summary>A page as the redirect of a message leads there.</summary>
        public async Task<string> LinkAsync(string page, OutboxMessage message)
        {
            await agent.Database.WriteAsync(
                async session =>
                {
                    await session.ExecuteAsync("DELETE FROM link WHERE template = 'stage'");
                    await session.ExecuteAsync("INSERT INTO link (template, number, url) VALUES ('stage', @number, @url)", new { number = ++links, url = Site + page });
                    await session.ExecuteAsync("UPDATE message SET template = 'stage'");
                },
                CancellationToken.None);
            return $"{agent.AddressOf(0)}c/{agent.Get<SignedTokens>().Create(TokenPurpose.Click, message.Id.Value, links)}";
        }

        public async Task<IReadOnlyList<Signal>> SignalsAsync()
        {
            foreach (var pump in agent.Pumps("tracking", "events"))
            {
                while (await pump.PassAsync(CancellationToken.None) > 0)
                {
                }
            }

            return await agent.Database.ReadAsync(s => s.ReadSignalsRecordedSinceAsync(DateTimeOffset.UnixEpoch, Guid.Empty, 100), CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            await site.DisposeAsync();
            await agent.DisposeAsync();
        }

        private static WebApplication Website()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            return builder.Build();
        }
    }
}
