using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using FollowUpAgent.Hosting;
using FollowUpAgent.Messages;

namespace FollowUpAgent.Tests.Messages;

/// <summary>Activates and renders templates the short way, with the real types.</summary>
internal static class Mails
{
    public const string Footer = "[Stop]({{unsubscribeUrl}}) {{postalAddress}}";

    public static readonly Guid Message = Guid.Parse("01980f3c-5a55-7c11-8f00-0123456789ab");
    public static readonly SignedTokens Tokens = new(new SigningKey(1, [.. Enumerable.Range(0, 32).Select(i => (byte)i)]));

    public static MessagesOptions Options => new()
    {
        PublicUrl = "https://go.example.com",
        PostalAddress = "Acme, 1 High Street, York",
        CustomFields = ["plan", "vip", "seats"],
    };

    public static string File(string body, string subject = "Hello", string more = "") => $"---\nsubject: {subject}\n{more}---\n{body}";

    public static (Template? Template, List<Fault> Faults) TryActivate(string text, string? footer = Footer, TemplateNeed? need = null, MessagesOptions? options = null)
    {
        var faults = new List<Fault>();
        var source = new TemplateSource("templates/welcome/intro.en.md", "welcome", "intro", "en", text);
        var below = footer is null ? null : new TemplateSource("templates/footer.en.md", "", "footer", "en", footer);
        var template = new TemplateActivation(options ?? Options, new TemplateCompiler())
            .Activate(source, below, need ?? new TemplateNeed("welcome", "intro"), faults);
        return (template, faults);
    }

    public static Template Activate(string text, string? footer = Footer, TemplateNeed? need = null)
    {
        var (template, faults) = TryActivate(text, footer, need);
        Assert.Empty(faults);
        return template!;
    }

    public static RenderRequest Request(Template template, params (string Name, object? Value)[] fields) => new()
    {
        Template = template,
        MessageId = Message,
        Fields = fields.ToDictionary(field => field.Name, field => field.Value),
        To = new Mailbox(null, "ada@example.net"),
        Sender = new MailIdentity(new Mailbox("Emma", "emma@example.com"), "example.com", "b@bounce.example.com"),
        Date = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero),
    };

    public static RenderOutcome TryRender(RenderRequest request, MessagesOptions? options = null) =>
        new MailRenderer(options ?? Options, Tokens).Render(request);

    public static OutgoingMail Render(RenderRequest request, MessagesOptions? options = null) =>
        Assert.IsType<RenderOutcome.Rendered>(TryRender(request, options)).Mail;

    public static OutgoingMail Render(string body, params (string Name, object? Value)[] fields) =>
        Render(Request(Activate(File(body)), fields));

    public static string ReasonFor(string body, params (string Name, object? Value)[] fields) =>
        Assert.IsType<RenderOutcome.Quarantined>(TryRender(Request(Activate(File(body)), fields))).Reason;

    public static string Header(this OutgoingMail mail, string name) => Assert.Single(mail.Headers, header => header.Name == name).Value;

    /// <summary>The plain text above the footer.</summary>
    public static string Words(this OutgoingMail mail) => mail.Text[..mail.Text.IndexOf("\n\n-- \n", StringComparison.Ordinal)];

    public static IHtmlDocument Parsed(this OutgoingMail mail) => new HtmlParser().ParseDocument(mail.Html);
}
