using FollowUpAgent.Messages;
using FollowUpAgent.Tests.House;
using FsCheck;
using FsCheck.Fluent;

namespace FollowUpAgent.Tests.Messages;

public sealed class AnyValueTests
{
    private const string Body = """
        Hi {{firstName}},

        {{#if company}}
        I saw **{{company}}** in [your post](https://example.com/{{city}}?q={{company}} "{{jobTitle}}").
        {{else}}
        I saw [your post](https://example.com/{{city}}).
        {{/if}}

        - {{lastName}}
        - [static](https://example.com/static)
        """;

    private static readonly string[] Headers =
        ["List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted", "X-Auto-Response-Suppress", "X-Followup-Id"];

    private static readonly Template Template = Mails.Activate(Mails.File(Body, subject: "For {{firstName}}"));

    [Fact]
    public void Whatever_the_fields_hold_headers_and_elements_are_the_same_or_the_mail_stays()
    {
        var expected = Shape(Rendered("Ada", "Lovelace", "Engines", "York", "Countess")!);
        var values = Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>(),
            Gen.Elements("<b>", "\r\nBcc: x@y.z", "{{x}}", "\"'><", "\0", "\uD800", "é漢😀", "..", "%0d%0a", "]]>", "a@b.c", "-- \n"));
        var fields = Gen.ArrayOf(values, 5).ToArbitrary();

        var rendered = 0;
        Prop.ForAll(fields, f => Rendered(f[0], f[1], f[2] + "x", f[3], f[4]) is not { } mail || (++rendered > 0 && Shape(mail) == expected))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(TestScale.Times(400)));

        Assert.True(rendered > 40, "too few values led to a mail to prove anything");
    }

    private static OutgoingMail? Rendered(string first, string last, string company, string city, string job)
    {
        var request = Mails.Request(
            Template, ("firstName", first), ("lastName", last), ("company", company), ("city", city), ("jobTitle", job));
        return (Mails.TryRender(request with { TracksOpens = true, TracksClicks = true }) as RenderOutcome.Rendered)?.Mail;
    }

    private static string Shape(OutgoingMail mail)
    {
        Assert.Equal(Headers, mail.Headers.Select(header => header.Name));
        Assert.All(mail.Headers, header => Assert.DoesNotContain(header.Value, char.IsControl));
        Assert.DoesNotContain(mail.Subject, char.IsControl);
        return string.Join(' ', mail.Parsed().All.Select(element =>
            element.LocalName + "[" + string.Join(',', element.Attributes.Select(attribute => attribute.Name)) + "]"));
    }
}
