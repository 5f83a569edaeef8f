using FollowUpAgent.Decisions;
using FollowUpAgent.Tests.House;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FollowUpAgent.Browser.Tests;

public sealed class DashboardTests(Browser browser) : IClassFixture<Browser>
{
    private const string Hostile = "<img src=x onerror=alert(1)>";

    [InBrowser]
    public async Task The_page_shows_charts_and_decisions_and_no_error()
    {
        await using var agent = await FilledAsync();
        var (page, faults) = await OpenAsync(agent);

        await Expect(page.Locator(".chart.wide .rz-line-series path").First).ToBeVisibleAsync();
        await Expect(page.Locator("#decisions")).ToContainTextAsync(Hostile);
        await page.Locator("#decisions a").First.ClickAsync();
        await Expect(page.Locator("pre").First).ToBeVisibleAsync();
        await page.GotoAsync(agent.AddressOf(1) + "reports/2026-W10");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Weekly report 2026-W10");

        Assert.Empty(faults);
    }

    [InBrowser]
    public async Task A_number_changes_without_a_reload_when_something_happens()
    {
        await using var agent = await FilledAsync();
        var (page, faults) = await OpenAsync(agent);
        await Expect(page.Locator("#live")).ToHaveAttributeAsync("data-state", "on");
        await Expect(page.Locator("[data-live=sent]")).ToHaveTextAsync("0");
        await page.EvaluateAsync("window.notReloaded = true");

        var diary = new Diary(agent);
        await diary.DecideAsync(await diary.EnterAsync("treatment", agent.Clock.GetUtcNow()), "treatment", agent.Clock.GetUtcNow(), RoundEnd.Sent);

        await Expect(page.Locator("[data-live=sent]")).ToHaveTextAsync("1", new() { Timeout = 15_000 });
        Assert.True(await page.EvaluateAsync<bool>("window.notReloaded"));
        Assert.Empty(faults);
    }

    [InBrowser]
    public async Task Everything_is_there_without_script()
    {
        await using var agent = await FilledAsync();
        var (page, _) = await OpenAsync(agent, new() { JavaScriptEnabled = false });

        await Expect(page.Locator(".chart.wide .rz-line-series path").First).ToBeVisibleAsync();
        await Expect(page.Locator("[data-live=contacts]")).ToHaveTextAsync("8");
        await Expect(page.Locator("#live")).ToBeHiddenAsync();
        await Expect(page.Locator("#next tbody tr").First).ToBeVisibleAsync();
    }

    [InBrowser]
    public async Task An_empty_agent_says_what_to_do_next()
    {
        await using var agent = await AgentInTest.BuildAsync(DatabaseKind.Sqlite);
        await agent.ServeAsync();
        var (page, faults) = await OpenAsync(agent);

        await Expect(page.Locator("#next")).ToContainTextAsync("followup import");
        await Expect(page.Locator("#decisions")).ToContainTextAsync("Nothing was decided yet");
        Assert.Empty(faults);
    }

    [InBrowser]
    public async Task Nothing_sticks_out_of_a_narrow_window_and_night_is_dark()
    {
        await using var agent = await FilledAsync();
        var (page, faults) = await OpenAsync(agent, new() { ViewportSize = new() { Width = 390, Height = 800 }, ColorScheme = ColorScheme.Dark, Locale = "nl-NL" });

        await Expect(page.Locator(".chart.narrow")).ToBeVisibleAsync();
        await Expect(page.Locator("#decisions h2").First).ToHaveTextAsync("De laatste beslissingen");
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Equal("rgb(15, 21, 27)", await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        Assert.Empty(faults);
    }

    [InBrowser]
    public async Task A_mail_is_answered_by_keyboard_in_a_narrow_dark_window_without_script()
    {
        await using var agent = await AskingAsync();
        var (page, faults) = await OpenAsync(agent, new() { ViewportSize = new() { Width = 360, Height = 780 }, ColorScheme = ColorScheme.Dark, Locale = "en-GB", JavaScriptEnabled = false });
        var foreign = new List<string>();
        page.Request += (_, request) => foreign.AddRange(request.Url.StartsWith(agent.AddressOf(1).ToString(), StringComparison.Ordinal) ? [] : [request.Url]);

        await page.Locator("button.menu").PressAsync("Enter");
        await page.Locator("nav a[href='/approvals']").PressAsync("Enter");
        await Expect(page.Locator("#waiting h2")).ToHaveTextAsync("One waits");
        await Expect(page.Locator("#waiting")).ToContainTextAsync(Hostile);
        await AssertFitsAsync(page);
        await page.Locator("ul.waiting a").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#mail")).ToContainTextAsync(Hostile);
        await AssertFitsAsync(page);
        await page.Locator("summary").PressAsync("Enter");
        await Expect(page.Locator("textarea")).ToBeVisibleAsync();
        await AssertFitsAsync(page);
        await page.Locator("input[name=answer]").First.FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("anna");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("#state")).ToContainTextAsync("Approved by anna");
        await Expect(page.Locator("main")).ToHaveCountAsync(1);
        await Expect(page.Locator("nav [data-live=approvals]")).ToHaveTextAsync("0");
        Assert.Empty(faults);
        Assert.Empty(foreign);
    }

    private static async Task AssertFitsAsync(IPage page)
    {
        Assert.Equal(360, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Equal("rgb(15, 21, 27)", await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
    }

    // What a browser complains of: scripts, policy, missing files. A closed stream is none.
    private async Task<(IPage Page, List<string> Faults)> OpenAsync(AgentInTest agent, BrowserNewContextOptions? options = null)
    {
        var context = await browser.Chromium.NewContextAsync(options ?? new() { ViewportSize = new() { Width = 1280, Height = 900 }, Locale = "en-GB" });
        var page = await context.NewPageAsync();
        var faults = new List<string>();
        page.Console += (_, message) => faults.AddRange(message.Type is "error" or "warning" ? [message.Text] : []);
        page.PageError += (_, error) => faults.Add(error);
        page.Dialog += (_, dialog) => faults.Add(dialog.Message);
        page.Response += (_, response) => faults.AddRange(response.Status >= 400 ? [$"{response.Status} {response.Url}"] : []);
        await page.GotoAsync(agent.AddressOf(1).ToString());
        return (page, faults);
    }

    private static async Task<AgentInTest> FilledAsync()
    {
        var agent = await AgentInTest.BuildAsync(DatabaseKind.Sqlite);
        var diary = new Diary(agent);
        for (var day = 8; day >= 1; day--)
        {
            var (group, at) = (day % 2 == 0 ? "treatment" : "control", agent.Clock.GetUtcNow().AddDays(-day));
            var decision = await diary.DecideAsync(await diary.EnterAsync(group, at), group, at, RoundEnd.Sent, day < 3 ? Hostile : "plain@1", step: day < 3 ? Hostile : "first");
            await (day % 3 == 0 ? diary.EarnAsync(decision, OutcomeCatalog.Click, at.AddHours(1)) : Task.CompletedTask);
        }

        await agent.ServeAsync();
        return agent;
    }

    private static async Task<AgentInTest> AskingAsync()
    {
        var agent = await AgentInTest.BuildAsync(DatabaseKind.Sqlite, new Dictionary<string, string?> { ["Autonomy:Default"] = "approve" });
        await agent.AddContactAsync("ada.with.quite.a.long.name@subsidiary.example.test", c => c with { FirstName = Hostile });
        await agent.EnrollAllAsync("hello");
        await agent.RunUntilIdleAsync();
        await agent.ServeAsync();
        return agent;
    }
}
