using FollowUpAgent.Hosting;
using FollowUpAgent.Messages;

namespace FollowUpAgent.Tests.Messages;

public sealed class TrackingTests
{
    private const string Body = """
        [one](https://example.com/1) [fields](https://example.com/{{company}}) [two](http://example.com/2) [mail](mailto:x@example.com)
        [call](tel:+311) {{#if company}}[three](https://example.com/3){{else}}[four](https://example.com/4){{/if}} <https://example.com/5>
        """;

    private const string Footer = "[six](https://example.com/6) " + Mails.Footer;

    private static readonly RenderRequest Request = Mails.Request(Mails.Activate(Mails.File(Body), Footer), ("company", "Acme"));

    [Fact]
    public void Static_web_links_are_numbered_in_the_order_of_the_text() =>
        Assert.Equal(
            ["1 https://example.com/1", "2 http://example.com/2", "3 https://example.com/3", "4 https://example.com/4", "5 https://example.com/5", "6 https://example.com/6"],
            Request.Template.Links.Select(link => $"{link.Number} {link.Url}"));

    [Fact]
    public void With_tracking_each_numbered_link_leads_by_way_of_us_and_no_other_does()
    {
        var mail = Mails.Render(Request with { TracksClicks = true });

        var links = mail.Parsed().QuerySelectorAll("a").Select(a => a.GetAttribute("href")!).ToList();
        Assert.Equal([1, 0, 2, 0, 0, 3, 5, 6, 0, TrackedLink.Honeypot], links.Select(LinkOf));
        Assert.Equal("https://example.com/Acme", links[1]);
        Assert.StartsWith("https://go.example.com/u/", links[^2], StringComparison.Ordinal);
        Assert.All(links.Where(link => LinkOf(link) is > 0 and not TrackedLink.Honeypot), link => Assert.Contains(link, mail.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void One_tracked_link_no_person_sees_hears_or_reaches_by_keyboard_and_the_plain_text_does_not_have_it()
    {
        var mail = Mails.Render(Request with { TracksClicks = true });

        var trap = Assert.Single(mail.Parsed().QuerySelectorAll("a"), a => LinkOf(a.GetAttribute("href")!) == TrackedLink.Honeypot);
        Assert.Equal(("", "nofollow", "true", "-1"), (trap.TextContent, trap.GetAttribute("rel"), trap.GetAttribute("aria-hidden"), trap.GetAttribute("tabindex")));
        Assert.StartsWith("display:none", trap.GetAttribute("style"), StringComparison.Ordinal);
        Assert.DoesNotContain(trap.GetAttribute("href")!, mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_tracking_links_are_direct_and_there_is_no_picture()
    {
        var mail = Mails.Render(Request);

        Assert.Contains("href=\"https://example.com/1\"", mail.Html, StringComparison.Ordinal);
        Assert.Contains("one (https://example.com/1)", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/c/", mail.Html + mail.Text, StringComparison.Ordinal);
        Assert.Empty(mail.Parsed().QuerySelectorAll("img"));
    }

    [Fact]
    public void The_pixel_is_the_only_picture_and_names_this_message()
    {
        var image = Assert.Single(Mails.Render(Request with { TracksOpens = true }).Parsed().QuerySelectorAll("img"));

        var source = image.GetAttribute("src")!;
        Assert.StartsWith("https://go.example.com/o/", source, StringComparison.Ordinal);
        Assert.EndsWith(".gif", source, StringComparison.Ordinal);
        Assert.True(Mails.Tokens.TryRead(source.AsSpan()["https://go.example.com/o/".Length..^4], TokenPurpose.Open, out var token));
        Assert.Equal(Mails.Message, token.MessageId);
        Assert.Equal(("", "1", "1"), (image.GetAttribute("alt"), image.GetAttribute("width"), image.GetAttribute("height")));
    }

    [Fact]
    public void No_address_of_the_contact_stands_in_a_link()
    {
        var mail = Mails.Render(Request with { TracksClicks = true, TracksOpens = true });

        Assert.DoesNotContain("ada", mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Tracking_and_tokens_do_not_change_the_fingerprint_and_words_do()
    {
        string Of(RenderRequest request) => Assert.IsType<RenderOutcome.Rendered>(Mails.TryRender(request)).Fingerprint;
        var other = Request with { MessageId = Guid.Parse("01980f3c-5a55-7c11-8f00-0123456789ff"), Date = Request.Date.AddDays(1) };

        Assert.Equal(Of(Request), Of(other with { TracksClicks = true, TracksOpens = true }));
        Assert.NotEqual(Of(Request), Of(Request with { Fields = new Dictionary<string, object?> { ["company"] = "Bcme" } }));
    }

    private static int LinkOf(string url)
    {
        const string Start = "https://go.example.com/c/";
        return url.StartsWith(Start, StringComparison.Ordinal) && Mails.Tokens.TryRead(url.AsSpan(Start.Length), TokenPurpose.Click, out var token)
            ? token.Link
            : 0;
    }
}
