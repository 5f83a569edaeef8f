using FollowUpAgent.Dashboard;
using FollowUpAgent.Tests.House;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FollowUpAgent.Browser.Tests;

/// <summary>How every page looks and is reached: pictures of each are in the folder <c>pictures</c> beside the tests.</summary>
public sealed class LookTests(Browser browser) : IClassFixture<Browser>
{
    // What axe and others look for first: names, landmarks, one heading of the first level, readable contrast.
    private const string Audit =
        """
        () => {
          const faults = [];
          const shown = e => e.checkVisibility() && e.getClientRects().length > 0;
          for (const what of ['main', 'header', 'nav[aria-label]', 'h1']) {
            if (document.querySelectorAll(what).length !== 1) faults.push('not one ' + what);
          }
          for (const field of document.querySelectorAll('input:not([type=hidden]), select, textarea')) {
            if (field.labels.length === 0 && !field.ariaLabel) faults.push('no label: ' + field.outerHTML);
          }
          for (const part of document.querySelectorAll('a, button, summary')) {
            if (!part.textContent.trim() && !part.ariaLabel) faults.push('no name: ' + part.outerHTML);
          }
          for (const table of document.querySelectorAll('table')) {
            if (!table.querySelector('th')) faults.push('no head: ' + table.outerHTML.slice(0, 80));
          }
          const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
          for (const id of ids.filter((e, i) => ids.indexOf(e) !== i)) faults.push('twice the id ' + id);
          const levels = [...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1]);
          levels.forEach((l, i) => { if (i > 0 && l > levels[i - 1] + 1) faults.push('a level of headings left out before h' + l + ' ' + i); });
          const light = c => { const [r, g, b] = c.match(/[\d.]+/g).map(Number).map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (!/, 0\)$|transparent/.test(c)) return c; } return 'rgb(255, 255, 255)'; };
          for (const e of document.querySelectorAll('main *, header *')) {
            if (!shown(e) || ![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || e.closest('svg')) continue;
            const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
            if ((a + 0.05) / (b + 0.05) < 4.5) faults.push('contrast ' + ((a + 0.05) / (b + 0.05)).toFixed(2) + ': ' + e.outerHTML.slice(0, 90));
          }
          return faults;
        }
        """;

    [InBrowser]
    public async Task Every_page_fits_a_narrow_night_and_a_wide_day_is_labelled_and_asks_nobody_else()
    {
        await using var agent = await FullAgent.BuildAsync();
        foreach (var (name, options) in new (string, BrowserNewContextOptions)[]
        {
            ("night-360", new() { ViewportSize = new() { Width = 360, Height = 780 }, ColorScheme = ColorScheme.Dark, Locale = "nl-NL" }),
            ("day-1280", new() { ViewportSize = new() { Width = 1280, Height = 900 }, Locale = "en-GB" }),
        })
        {
            await using var context = await browser.Chromium.NewContextAsync(options);
            var page = await context.NewPageAsync();
            var faults = new List<string>();
            page.Console += (_, message) => faults.AddRange(message.Type is "error" or "warning" ? [message.Text] : []);
            page.PageError += (_, error) => faults.Add(error);
            page.Dialog += (_, dialog) => faults.Add(dialog.Message);
            page.Request += (_, request) => faults.AddRange(request.Url.StartsWith(agent.AddressOf(1).ToString(), StringComparison.Ordinal) ? [] : [request.Url]);
            var decision = (await agent.QueryAsync<Guid>("SELECT id FROM decision WHERE settings IS NOT NULL ORDER BY decided_at LIMIT 1"))[0];
            var contact = (await agent.QueryAsync<Guid>("SELECT id FROM contact WHERE address LIKE 'ada%'"))[0];
            foreach (var path in FullAgent.Paths.Select(p => p.Replace("{id}", $"{decision}", StringComparison.Ordinal).Replace("{contact}", $"{contact}", StringComparison.Ordinal)))
            {
                var answer = await page.GotoAsync(new Uri(agent.AddressOf(1), path).ToString());
                faults.AddRange(answer!.Status == 200 ? [] : [$"{answer.Status}"]);
                faults.AddRange(await page.EvaluateAsync<string[]>(Audit));
                var width = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
                faults.AddRange(width > options.ViewportSize!.Width ? [$"{width} px wide"] : []);
                await page.ScreenshotAsync(new() { FullPage = true, Path = Path.Combine(AppContext.BaseDirectory, "pictures", $"{PictureOf(path)}-{name}.png") });
                Assert.True(faults.Count == 0, $"{path} ({name}): {string.Join("; ", faults)}");
            }
        }
    }

    private static string PictureOf(string path) => path.Split('/')[1] is var page && path.Count(c => c == '/') > 1 ? $"{page[..^1]}-one" : page.Replace('?', '-').Replace('&', '-') is { Length: > 0 } name ? name : "today";

    [InBrowser]
    public async Task Every_page_is_reached_by_keyboard_from_the_menu_without_script()
    {
        await using var agent = await AgentInTest.BuildAsync(DatabaseKind.Sqlite);
        await agent.ServeAsync();
        await using var context = await browser.Chromium.NewContextAsync(new() { ViewportSize = new() { Width = 360, Height = 780 }, JavaScriptEnabled = false, Locale = "en-GB" });
        var page = await context.NewPageAsync();
        await page.GotoAsync(agent.AddressOf(1).ToString());

        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(".skip")).ToBeFocusedAsync();
        foreach (var link in PageLink.All.Skip(1))
        {
            await Expect(page.Locator("nav")).ToBeHiddenAsync();
            await page.Locator("button.menu").PressAsync("Enter");
            await page.Locator($"nav a[href='{link.Path}']").PressAsync("Enter");
            await Expect(page.Locator("nav a[aria-current=page]")).ToHaveAttributeAsync("href", link.Path);
        }
    }
}
