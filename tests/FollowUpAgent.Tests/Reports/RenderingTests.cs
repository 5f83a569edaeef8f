using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Rendering;
using FollowUpAgent.Tests.Cli;
using Markdig;

namespace FollowUpAgent.Tests.Reports;

public sealed partial class RenderingTests
{
    private const string Hostile = "<script>alert(1)</script>\"'&|*_`[x](http://evil.test)\n# x";

    public static TheoryData<string, string> Files => new()
    {
        { "week", "en" }, { "week", "nl" }, { "quiet", "en" }, { "quiet", "nl" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Markdown_reads_as_agreed(string week, string language) =>
        AssertIsAgreed($"{week}.{language}.md", ReportMarkdown.Write(Document(week, language)));

    [Theory]
    [MemberData(nameof(Files))]
    public void Html_reads_as_agreed(string week, string language) => AssertIsAgreed($"{week}.{language}.html", ReportHtml.Write(Document(week, language)));

    [Fact]
    public void Names_that_people_gave_are_text_in_html()
    {
        var html = ReportHtml.Write(ReportDocument.Of(SampleReport.Make(Hostile, Hostile), Texts.Find("en")!));

        using var page = new HtmlParser().ParseDocument(html);
        Assert.Empty(page.QuerySelectorAll("script, a, img, link"));
        Assert.Contains(page.QuerySelectorAll("td"), cell => cell.TextContent.Contains("<script>alert(1)</script>", StringComparison.Ordinal));
        Assert.DoesNotContain(page.All.SelectMany(e => e.Attributes), a => a.Name.StartsWith("on", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_that_people_gave_are_text_in_markdown()
    {
        var markdown = ReportMarkdown.Write(ReportDocument.Of(SampleReport.Make(Hostile, Hostile), Texts.Find("en")!));

        using var page = new HtmlParser().ParseDocument(Markdown.ToHtml(markdown, new MarkdownPipelineBuilder().UsePipeTables().Build()));
        Assert.Empty(page.QuerySelectorAll("script, a, img, code"));
        Assert.Single(page.QuerySelectorAll("h1"));
        var tables = page.QuerySelectorAll("table").Select(t => t.QuerySelectorAll("tr").Select(r => r.Children.Length).Distinct().Count());
        Assert.All(tables, widths => Assert.Equal(1, widths));
    }

    [Fact]
    public void Html_brings_everything_along_and_styles_every_element_itself()
    {
        var html = ReportHtml.Write(Document("week", "en"));

        Assert.DoesNotContain("<style", html, StringComparison.Ordinal);
        Assert.DoesNotContain("class=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_the_agreed_parts_and_sentences_of_the_language()
    {
        using var json = JsonDocument.Parse(ReportJson.Write(SampleReport.Make(), Texts.Find("nl")!));

        var keys = json.RootElement.EnumerateObject().Select(p => p.Name).ToList();
        Assert.Superset(
            new HashSet<string> { "week", "headline", "goals", "groups", "uplift", "works", "notYetKnowable", "exploration", "people", "tasks", "forecasts", "deliverability", "loopHealth", "models", "proposals" },
            keys.ToHashSet());
        Assert.Equal("not-enough", json.RootElement.GetProperty("uplift")[0].GetProperty("verdict").GetString());
        Assert.StartsWith("Er gingen 140 mails uit", json.RootElement.GetProperty("headline")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_that_a_quiet_week_has_not_is_null_for_a_script()
    {
        using var json = JsonDocument.Parse(ReportJson.Write(SampleReport.Quiet(), Texts.Find("en")!));

        Assert.All(
            new[] { "exploration", "people", "tasks", "lostLeads", "models", "forecasts" }, part => Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty(part).ValueKind));
    }

    [Fact]
    public void A_stored_report_is_read_as_it_was_written()
    {
        var stored = ReportJson.Store(SampleReport.Make());

        var read = ReportJson.Read(stored);

        Assert.Equal(stored, ReportJson.Store(read));
        Assert.Equal(ReportMarkdown.Write(Document("week", "nl")), ReportMarkdown.Write(ReportDocument.Of(read, Texts.Find("nl")!)));
    }

    [Fact]
    public void Every_language_says_everything_with_the_same_facts()
    {
        var english = Texts.Find("en")!;

        Assert.Equal(["en", "nl"], Texts.Languages);
        Assert.All(Texts.Languages.Select(l => Texts.Find(l)!), texts =>
        {
            Assert.Equal(english.Keys.Order(), texts.Keys.Order());
            Assert.All(texts.Keys, key => Assert.Equal(PlacesOf(english[key]), PlacesOf(texts[key])));
        });
    }

    [Theory]
    [InlineData("nl-BE", "nl")]
    [InlineData("EN", "en")]
    [InlineData("fr", null)]
    [InlineData("", null)]
    public void A_language_is_found_by_its_tag(string tag, string? language) => Assert.Equal(language, Texts.Find(tag)?.Language);

    private static List<string> PlacesOf(string pattern) => [.. Place().Matches(pattern).Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];

    private static ReportDocument Document(string week, string language) =>
        ReportDocument.Of(week == "quiet" ? SampleReport.Quiet() : SampleReport.Make(), Texts.Find(language)!);

    // Agreed texts are files, so that a change is seen as one. Delete a file to have it written anew.
    private static void AssertIsAgreed(string name, string text)
    {
        var file = Path.Combine(Repository.Root, "tests", "FollowUpAgent.Tests", "Reports", "Golden", name);
        if (!File.Exists(file))
        {
            File.WriteAllText(file, text);
            Assert.Fail($"{name} was not there and is written now: read it, then run the test again.");
        }

        Assert.Equal(File.ReadAllText(file), text);
    }

    [GeneratedRegex(@"\{([0-9]+)[^}]*\}")]
    private static partial Regex Place();
}
