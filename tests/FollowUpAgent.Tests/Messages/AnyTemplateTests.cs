using FollowUpAgent.Messages;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Messages;

public sealed class AnyTemplateTests
{
    private static readonly string[] Fragments =
    [
        "word", " ", "\n", "\n\n", "*", "**", "_", "`", "```", "> ", "- ", "1. ", "# ", "    ", "[", "](", ")", "](https://example.com/", "<", ">",
        "[a](https://example.com/)", "[b](mailto:a@b.c)", "<https://example.com/", "[r]: https://example.com/", "[r]", "![", "\"", " \"t", "\\", "&lt;", "---",
        "<b>", "<script>", "{{firstName}}", "{{company}}", "{{city}}", "{{fallback city \"x\"}}", "{{#if company}}", "{{#if city}}", "{{else}}", "{{/if}}",
        "{{#if company}}x{{/if}}", "\n{{#if city}}\n", "\n{{else}}\n", "\n{{/if}}\n", "{{! c }}", "{", "}", "{{", "\t", "é", "😀", "mk0000qx0z",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_a_template_holds_it_gets_faults_or_makes_sound_mails(int seed)
    {
        var chance = new Random(seed);
        var activated = 0;
        for (var i = 0; i < TestScale.Times(200); i++)
        {
            var body = string.Concat(Enumerable.Range(0, chance.Next(1, 14)).Select(_ => Fragments[chance.Next(Fragments.Length)]));
            var (template, faults) = Mails.TryActivate(Mails.File(body));
            Assert.Equal(template is null, faults.Count > 0);
            if (template is not null)
            {
                activated++;
                AssertSound(Mails.Request(template, ("firstName", "<i>"), ("company", "\"x"), ("city", "{{y}}")), body);
                AssertSound(Mails.Request(template, ("firstName", "<i>")), body);
            }
        }

        Assert.True(activated > 20, "too few templates activated to prove anything");
    }

    private static void AssertSound(RenderRequest request, string body)
    {
        if (Mails.TryRender(request with { TracksClicks = true }) is not RenderOutcome.Rendered { Mail: var mail })
        {
            return;
        }

        var page = mail.Parsed();
        Assert.True(page.QuerySelectorAll("body > div")[^1].Children[^1].TextContent.Contains("Stop Acme", StringComparison.Ordinal), body);
        Assert.Empty(page.QuerySelectorAll("script, b, i, img, style"));
        Assert.DoesNotContain("{{#", mail.Html, StringComparison.Ordinal);
        Assert.All(page.QuerySelectorAll("a"), a => Assert.Matches("^(https://(go\\.)?example\\.com/|mailto:)", a.GetAttribute("href")!));
    }
}
