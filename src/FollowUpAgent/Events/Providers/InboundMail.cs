using System.Text;
using System.Text.Json;
using FollowUpAgent.Events.Mail;

namespace FollowUpAgent.Events.Providers;

/// <summary>A mail that a provider took for us and hands over, parsed or raw.</summary>
internal sealed record InboundMail
{
    /// <summary>Its headers, as far as they were told.</summary>
    public IReadOnlyList<MailHeader> Headers { get; init; } = [];

    /// <summary>The whole mail as it came, where that was handed over; then it counts and the other parts do not.</summary>
    public byte[]? Raw { get; init; }

    /// <summary>Its text, or null.</summary>
    public string? Text { get; init; }

    /// <summary>Its text in HTML, or null.</summary>
    public string? Html { get; init; }

    /// <summary>What the provider takes for the answer alone, or null.</summary>
    public string? StrippedText { get; init; }

    /// <summary>The sender of the envelope, or null.</summary>
    public string? Sender { get; init; }

    /// <summary>The recipient of the envelope, or null.</summary>
    public string? Recipient { get; init; }

    /// <summary>What hangs on it, where the provider says so.</summary>
    public IReadOnlyList<InboundAttachment> Attachments { get; init; } = [];

    /// <summary>The provider's name for it, or null.</summary>
    public string? ProviderEventId { get; init; }

    /// <summary>When the provider took it, or null.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>The mail as our reader of raw mail would tell it.</summary>
    public ReceivedMail ToReceived(IMailReader reader)
    {
        if (Raw is not null)
        {
            var read = reader.Read(Raw);
            return Recipient is null ? read : read with { Headers = [.. read.Headers, new MailHeader("X-Original-To", Recipient)] };
        }

        return new ReceivedMail
        {
            Headers = Recipient is null ? Headers : [.. Headers, new MailHeader("X-Original-To", Recipient)],
            Text = Text is { Length: > 0 } text ? Short(text) : Html is { } html ? HtmlText.Read(Short(html)) : "",
            Html = Html is null ? null : Short(Html),
        };
    }

    /// <summary>Headers, with those that a provider tells beside them; what is told twice counts once.</summary>
    public static IReadOnlyList<MailHeader> HeadersOf(IEnumerable<MailHeader> told, params (string Name, string? Value)[] beside)
    {
        var headers = told.ToList();
        headers.AddRange(beside.Where(b => b.Value is { Length: > 0 } && headers.Find(b.Name) is null).Select(b => new MailHeader(b.Name, EncodedWordReader.Decode(b.Value!))));
        return headers;
    }

    /// <summary>Headers in an object by name: each a text, or an array of texts.</summary>
    public static IEnumerable<MailHeader> HeadersOf(JsonElement byName) => byName.ValueKind is JsonValueKind.Object
        ? byName.EnumerateObject().SelectMany(h => byName.Texts(h.Name).Select(v => Header(h.Name, v)))
        : [];

    /// <summary>Headers in an array of objects with a name and a value.</summary>
    public static IEnumerable<MailHeader> HeadersOf(JsonElement pairs, string name, string value) =>
        pairs.Items().Where(p => p.Text(name) is not null).Select(p => Header(p.Text(name)!, p.Text(value) ?? ""));

    /// <summary>One header, its encoded words decoded.</summary>
    public static MailHeader Header(string name, string value) => new(name, EncodedWordReader.Decode(value.ReplaceLineEndings(" ")));

    /// <summary>Headers as raw text.</summary>
    public static IEnumerable<MailHeader> HeadersOf(string? raw) => raw is null ? [] : HeaderBlock.Read(Encoding.UTF8.GetBytes(raw.TrimStart()), out _);

    private static string Short(string text) => text.Length > MimeReader.MostText ? text[..MimeReader.MostText] : text;
}

/// <summary>A file that hangs on a mail; its content is not kept.</summary>
/// <param name="Name">Its name, or null.</param>
/// <param name="Type">Its content type, or null.</param>
/// <param name="Bytes">Its size, or null where that is not told.</param>
internal sealed record InboundAttachment(string? Name, string? Type, long? Bytes);
