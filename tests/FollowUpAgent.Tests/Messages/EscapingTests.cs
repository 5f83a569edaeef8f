using FollowUpAgent.Messages;

namespace FollowUpAgent.Tests.Messages;

public sealed class EscapingTests
{
    private const string EveryPlace = """
        # {{firstName}}

        Hi {{firstName}}, **{{firstName}}** and `{{firstName}}`

        - {{firstName}}

        > {{firstName}}

            {{firstName}}

        [words {{firstName}}](https://example.com/a/{{firstName}}?b={{firstName}}#{{firstName}} "title {{firstName}}")

        [mail](mailto:x@example.com?subject={{firstName}})
        """;

    private static readonly HashSet<string> Elements =
    [
        "html", "head", "meta", "title", "body", "div", "h1", "p", "strong", "code", "pre", "ul", "li", "blockquote", "a",
    ];

    private static readonly HashSet<string> Attributes = ["lang", "charset", "name", "content", "style", "href", "title"];

    public static TheoryData<string> Attacks =>
    [
        "<script>alert(1)</script>",
        "</title><script>alert(1)</script>",
        "</p></div></body><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "\"><svg onload=alert(1)>",
        "' onmouseover='alert(1)",
        "\" onmouseover=\"alert(1)\" x=\"",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox(1)",
        "[a](javascript:alert(1))",
        "![a](x\" onerror=\"alert(1))",
        "<javascript:alert(1)>",
        "**bold** _it_ `code` # head",
        "{{lastName}}",
        "{{{lastName}}}",
        "{{#each this}}{{/each}}",
        "{{> partial}}",
        "{{@root.unsubscribeUrl}}",
        "mk0000qx0z",
        "mk0000ql0z",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&#60;script&#62;",
        "<!-- comment -->",
        "-->]]>",
        "<style>@import 'http://evil.example'</style>",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "<a href=\"//evil.example\">x</a>",
        "//evil.example/%2e%2e/",
        "https://evil.example",
        "../../../admin?x=1#y",
        "\\\"><script>",
        "\u202Eevil\u2066",
        "\uD800<script>",
        "a\0<script\0>",
        "x\r\nBcc: all@example.net\r\n\r\n<b>",
        "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
        "<svg><![CDATA[><image xlink:href=\"]]><img/src=x onerror=alert(1)//\"></svg>",
        "`\"'><img src=x onerror=alert(1)>`",
        "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
        "＜script＞alert(1)＜/script＞",
    ];

    [Theory]
    [MemberData(nameof(Attacks))]
    public void A_value_stays_text_wherever_it_stands(string attack)
    {
        var request = Mails.Request(Mails.Activate(Mails.File(EveryPlace)), ("firstName", attack), ("lastName", "LEAKED"));

        var page = Mails.Render(request).Parsed();

        Assert.All(page.All, element => Assert.Contains(element.LocalName, Elements));
        Assert.All(page.All.SelectMany(element => element.Attributes), attribute => Assert.Contains(attribute.Name, Attributes));
        Assert.DoesNotContain("LEAKED", page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.All(page.QuerySelectorAll("a"), link => Assert.Matches("^(https://(example|go\\.example)\\.com/|mailto:x@example\\.com\\?)", link.GetAttribute("href")!));
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void A_value_reads_as_it_was_typed(string attack)
    {
        var mail = Mails.Render("Hi {{firstName}}!", ("firstName", attack));

        var shown = FieldText.OnOneLine(FieldText.Of(attack)!);
        Assert.Equal($"Hi {shown}!", mail.Parsed().QuerySelector("p")!.TextContent);
        Assert.Equal($"Hi {shown}!", mail.Words());
    }

    [Fact]
    public void A_value_in_a_link_is_one_component_of_its_url()
    {
        var mail = Mails.Render("[x](https://example.com/a/{{company}}/b?c={{company}}&d=1#{{company}})", ("company", "A/B?c=d&e#f g@h:é\""));

        var link = new Uri(mail.Parsed().QuerySelector("a")!.GetAttribute("href")!);
        const string Encoded = "A%2FB%3Fc%3Dd%26e%23f%20g%40h%3A%C3%A9%22";
        Assert.Equal($"https://example.com/a/{Encoded}/b?c={Encoded}&d=1#{Encoded}", link.AbsoluteUri);
        Assert.Contains(link.AbsoluteUri, mail.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public void A_value_of_dots_cannot_climb_up_the_path_of_a_link(string dots) =>
        Assert.Contains("company", Mails.ReasonFor("[x](https://example.com/a/{{company}}/b)", ("company", dots)), StringComparison.Ordinal);

    [Fact]
    public void A_value_cannot_leave_a_title()
    {
        var mail = Mails.Render("[x](https://example.com/ \"for {{company}}\")", ("company", "\" onclick=\"alert(1)"));

        var link = mail.Parsed().QuerySelector("a")!;
        Assert.Equal("for \" onclick=\"alert(1)", link.GetAttribute("title"));
        Assert.Null(link.GetAttribute("onclick"));
    }

    [Fact]
    public void Raw_HTML_of_a_template_is_shown_as_text()
    {
        var mail = Mails.Render("<b onclick=\"x()\">bold</b> <script>alert(1)</script>\n\n<div>\nblock\n</div>");

        Assert.Empty(mail.Parsed().QuerySelectorAll("b, script, div div div"));
        Assert.Contains("<b onclick=\"x()\">bold</b> <script>alert(1)</script>", mail.Parsed().Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void The_plain_text_and_the_subject_know_no_HTML_escapes()
    {
        var request = Mails.Request(Mails.Activate(Mails.File("Hi {{company}} & <co>", subject: "For {{company}} & co")), ("company", "O'Neil & \"Sons\" <Ltd>"));

        var mail = Mails.Render(request);

        Assert.Equal("For O'Neil & \"Sons\" <Ltd> & co", mail.Subject);
        Assert.Equal("Hi O'Neil & \"Sons\" <Ltd> & <co>", mail.Words());
    }

    [Fact]
    public void Braces_and_backslashes_around_a_value_stay_what_they_are()
    {
        var mail = Mails.Render("{**{{firstName}}**} {*{{firstName}}*} a\\\\*{{firstName}}* {% {{firstName}} %}", ("firstName", "Ada"));

        Assert.Equal("{Ada} {Ada} a\\Ada {% Ada %}", mail.Words());
        Assert.Equal("{Ada} {Ada} a\\Ada {% Ada %}", mail.Parsed().QuerySelector("p")!.TextContent);
    }
}
