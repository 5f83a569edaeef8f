using FollowUpAgent.Messages;
using FollowUpAgent.Tests.Delivery.Composing;
using Rendered = FollowUpAgent.Tests.Messages.Mails;

namespace FollowUpAgent.Tests.Delivery;

/// <summary>Mails as the agent renders them, with all its headers, in shapes that get damaged on the way.</summary>
internal static class SignedMails
{
    private static readonly RenderRequest Request = Rendered.Request(
        Rendered.Activate(Rendered.File("Hi {{firstName}},\n\nsee [us](https://example.com/).\n", "For {{firstName}}")), ("firstName", "Ada"));

    private static readonly OutgoingMail Usual = Rendered.Render(Request with
    {
        To = new Mailbox("Bob Example", "bob@inbox.example"),
        PreviousMessageIds = [.. Enumerable.Range(0, 12).Select(i => $"m.{i:D26}@mail.example")],
    });

    private static readonly OutgoingMail[] Shapes =
    [
        Usual,
        Usual with { Text = new string('x', 5_000) + "\n" + string.Concat(Enumerable.Repeat("漢字 é ", 400)) },
        Usual with
        {
            Subject = "Déjà vu 漢字 🚀 " + new string('é', 200),
            From = new Mailbox("Zoë \"O'Neil\", 漢字", "ann@mail.example"),
            To = new Mailbox("Ægir Þórsson (Acme)", "bob@inbox.example"),
        },
        Usual with { Text = ".\n..\n.a\n\n.\n", Html = "<p>\n.\n..b\n.</p>\n" },
        Usual with { Text = "trailing \n  \n\t\nFrom here on\n>From there\n   \n\n\n", Html = "<pre> a  b \t\n </pre> " },
        Usual with { Subject = "  two  spaces and some at the end  ", Text = "" },
        .. Enumerable.Range(1, 4).Select(seed => HostileMails.Mail(seed) with { Headers = Usual.Headers }),
    ];

    /// <summary>One mail of each shape, each with an id of its own.</summary>
    public static IReadOnlyList<OutgoingMail> All { get; } =
        [.. Shapes.Select((mail, i) => mail with { MessageId = $"m.signed{i}@mail.example", EnvelopeFrom = "bounce@mail.example" })];
}
