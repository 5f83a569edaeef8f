using System.Text;

namespace FollowUpAgent.Events.Mail;

/// <summary>Our reader: small, and bounded in depth, parts, headers and text.</summary>
internal sealed class MimeReader : IMailReader
{
    /// <summary>The most letters of text that are kept.</summary>
    public const int MostText = 256 << 10;

    private const int MostDepth = 20;
    private const int MostParts = 500;

    /// <inheritdoc />
    public ReceivedMail Read(ReadOnlySpan<byte> raw)
    {
        var headers = HeaderBlock.Read(raw, out var body);
        var found = new Found();
        ReadEntity(headers, raw[body..], 0, found);
        return new ReceivedMail
        {
            Headers = headers,
            Text = found.Plain ?? (found.Html is { } html ? HtmlText.Read(html) : ""),
            AllText = found.All.Length > 0 ? found.All.ToString() : found.Html is { } page ? HtmlText.Read(page) : "",
            Html = found.Html,
            ReportType = found.ReportType,
            DeliveryStatus = found.DeliveryStatus,
            Feedback = found.Feedback,
            Returned = found.Returned,
        };
    }

    private static void ReadEntity(IReadOnlyList<MailHeader> headers, ReadOnlySpan<byte> body, int depth, Found found)
    {
        var type = ContentType.Parse(headers.Find("Content-Type"));
        if (type.Name.StartsWith("multipart/", StringComparison.Ordinal))
        {
            if (type.Name == "multipart/report")
            {
                found.ReportType ??= type.Parameter("report-type")?.ToLowerInvariant();
            }

            // Where the boundary is nowhere in the body, it is text.
            if (type.Parameter("boundary") is { Length: > 0 } boundary && depth < MostDepth && ReadParts(boundary, body, depth, found))
            {
                return;
            }

            type = ContentType.Parse(null);
        }

        ReadLeaf(type, headers, body, found);
    }

    private static bool ReadParts(string boundary, ReadOnlySpan<byte> body, int depth, Found found)
    {
        var mark = Encoding.UTF8.GetBytes("--" + boundary);
        int? from = null;
        for (var at = 0; at < body.Length && found.Parts < MostParts;)
        {
            var end = Lines.EndOf(body, at, out var next);
            var line = body[at..end];
            // A longer boundary inside a part may begin with ours.
            if (line.StartsWith(mark) && line[mark.Length..].Trim(" \t-"u8).IsEmpty)
            {
                if (from is { } start)
                {
                    ReadPart(body[start..Lines.WithoutLastBreak(body, start, at)], depth, found);
                }

                from = next;
                if (line[mark.Length..].StartsWith("--"u8))
                {
                    return true;
                }
            }

            at = next;
        }

        // A mail that was cut short ends in the middle of a part.
        if (from is { } last && last < body.Length && found.Parts < MostParts)
        {
            ReadPart(body[last..], depth, found);
        }

        return from is not null;
    }

    private static void ReadPart(ReadOnlySpan<byte> part, int depth, Found found)
    {
        found.Parts++;
        var headers = HeaderBlock.Read(part, out var body);
        ReadEntity(headers, part[body..], depth + 1, found);
    }

    private static void ReadLeaf(ContentType type, IReadOnlyList<MailHeader> headers, ReadOnlySpan<byte> body, Found found)
    {
        var isAttached = headers.Find("Content-Disposition")?.TrimStart().StartsWith("attachment", StringComparison.OrdinalIgnoreCase) == true;
        var encoding = headers.Find("Content-Transfer-Encoding");
        switch (type.Name)
        {
            case "message/delivery-status" or "message/global-delivery-status" when found.DeliveryStatus.Count == 0:
                found.DeliveryStatus = HeaderBlock.ReadGroups(TransferEncoding.Decode(encoding, body));
                break;
            case "message/feedback-report" when found.Feedback.Count == 0:
                found.Feedback = HeaderBlock.Read(TransferEncoding.Decode(encoding, body), out _);
                break;
            case "message/rfc822" or "message/global" or "text/rfc822-headers" or "message/global-headers" when found.Returned.Count == 0:
                found.Returned = HeaderBlock.Read(TransferEncoding.Decode(encoding, body), out _);
                break;
            case "text/plain" when !isAttached && (found.Plain is null || found.All.Length < MostText):
                var text = TextOf(type, encoding, body);
                found.Plain ??= text;
                found.All.Append(found.All.Length > 0 ? "\n" : "").Append(text.AsSpan(0, Math.Min(text.Length, MostText - Math.Min(MostText, found.All.Length))));
                break;
            case "text/html" when !isAttached && found.Html is null:
                found.Html = TextOf(type, encoding, body);
                break;
            default:
                // Pictures, documents, calendars: nobody here reads them.
                break;
        }
    }

    // No letter takes more than four bytes, and none of its encodings more than twelve.
    private static string TextOf(ContentType type, string? encoding, ReadOnlySpan<byte> body)
    {
        const int MostBytes = MostText * 12;
        var text = Charsets.Decode(type.Parameter("charset"), TransferEncoding.Decode(encoding, body.Length > MostBytes ? body[..MostBytes] : body));
        return text.Length > MostText ? text[..MostText] : text;
    }

    private sealed class Found
    {
        public int Parts { get; set; }

        public string? ReportType { get; set; }

        public string? Plain { get; set; }

        public StringBuilder All { get; } = new();

        public string? Html { get; set; }

        public IReadOnlyList<IReadOnlyList<MailHeader>> DeliveryStatus { get; set; } = [];

        public IReadOnlyList<MailHeader> Feedback { get; set; } = [];

        public IReadOnlyList<MailHeader> Returned { get; set; } = [];
    }
}
