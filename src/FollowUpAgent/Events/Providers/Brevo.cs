using System.Text.Json;

namespace FollowUpAgent.Events.Providers;

/// <summary>
/// Brevo: one event a post, or an array of them, unsigned (https://developers.brevo.com/docs/transactional-webhooks).
/// Of its times only <c>ts_epoch</c> is sure to be UTC. It drops what is answered with any 4xx or 5xx but 429.
/// </summary>
internal sealed class Brevo : IUnsignedProvider
{
    private const long LeastMilliseconds = 100_000_000_000;

    /// <inheritdoc />
    public string Name => "brevo";

    /// <inheritdoc />
    public int BusyStatus => StatusCodes.Status429TooManyRequests;

    /// <inheritdoc />
    public ProviderReading Read(ProviderDelivery delivery)
    {
        using var document = JsonFields.TryParse(delivery.Body, out var fault);
        if (document is null)
        {
            return ProviderReading.Nothing(fault);
        }

        var items = document.RootElement.Get("items");
        return items.ValueKind is JsonValueKind.Array
            ? EventElements.Read(items, e => ProviderReading.Of(Inbound(e)))
            : EventElements.Read(document.RootElement, ReadOne);
    }

    private static ProviderReading? ReadOne(JsonElement e)
    {
        if (e.Text("event") is not { } name)
        {
            return null;
        }

        var (id, link, at) = (e.Text("message-id"), e.Text("link") ?? e.Text("URL"), TimeOf(e));
        var recipient = e.FirstText("email");
        var word = string.Concat(name.ToLowerInvariant().Where(char.IsAsciiLetter));
        return new ProviderReading(
            [
                new ProviderEvent(KindOf(word))
                {
                    Subtype = name,
                    OccurredAt = at,
                    MessageId = id,
                    Names = [id],
                    Recipient = recipient,
                    Url = link,
                    Reason = e.Text("reason"),
                    StatusCode = BounceCodes.Find(e.Text("reason"), null),
                    Bounce = BounceOf(word, e.Text("reason")),
                    Machine = word.Contains("proxyopen", StringComparison.Ordinal) || MachineAgents.Is(e.Text("user_agent")),
                    UserAgent = e.Text("user_agent"),
                    Address = e.Text("ip") ?? e.Text("device_ip"),
                    Tags = TagsOf(e),
                    Metadata = CustomOf(e),
                    Key = string.Join('\n', name, id, recipient, $"{at:O}", link),
                },
            ],
            [],
            null);
    }

    private static string KindOf(string word) => word switch
    {
        "request" or "sent" => EventKind.Accepted,
        "delivered" => EventKind.Delivered,
        "hardbounce" or "softbounce" => EventKind.Bounced,
        "blocked" or "invalidemail" or "invalid" => EventKind.Rejected,
        "error" => EventKind.Failed,
        "deferred" => EventKind.Deferred,
        "spam" or "complaint" => EventKind.Complained,
        "opened" or "open" or "uniqueopened" or "uniqueopen" or "firstopening" or "proxyopen" or "uniqueproxyopen" or "loadedbyproxy" => EventKind.Opened,
        "click" or "clicked" or "clicks" or "uniqueclick" => EventKind.Clicked,
        "unsubscribe" or "unsubscribed" => EventKind.Unsubscribed,
        _ => EventKind.Other,
    };

    private static BounceClass? BounceOf(string word, string? reason) => word switch
    {
        "invalidemail" or "invalid" => BounceClass.Hard,
        "hardbounce" => BounceWords.OfHard(reason),
        "softbounce" => BounceWords.OfSoft(reason),
        "blocked" => BounceClass.Content,
        _ => null,
    };

    private static DateTimeOffset? TimeOf(JsonElement e)
    {
        // In some posts it holds seconds, and then others than the event's own.
        var epoch = long.TryParse(e.Text("ts_epoch"), out var milliseconds) && milliseconds >= LeastMilliseconds ? e.Time("ts_epoch") : null;
        return epoch ?? e.Time("ts_event") ?? e.Time("ts") ?? e.Time("ts_epoch") ?? e.Time("date_event") ?? e.Time("date");
    }

    // "tags" is an array; "tag" is one label, or an array in a text.
    private static IReadOnlyList<string> TagsOf(JsonElement e)
    {
        if (e.Texts("tags") is { Count: > 0 } tags)
        {
            return tags;
        }

        return e.Text("tag") is { } tag && JsonFields.TryParseText(tag) is { ValueKind: JsonValueKind.Array } array
            ? [.. array.Items().Select(JsonFields.TextOf).OfType<string>()]
            : e.Texts("tag");
    }

    private static IReadOnlyDictionary<string, JsonElement> CustomOf(JsonElement e)
    {
        const string Header = "X-Mailin-custom";
        var fields = e.Get(Header).Map();
        return fields.Count > 0 || e.Text(Header) is null ? fields : new Dictionary<string, JsonElement> { [Header] = e.Get(Header).Clone() };
    }

    private static InboundMail Inbound(JsonElement e) => new()
    {
        Headers = InboundMail.HeadersOf(
            InboundMail.HeadersOf(e.Get("Headers")),
            ("From", Address(e.Get("From"))),
            ("To", string.Join(", ", e.Get("To").Items().Select(Address))),
            ("Cc", string.Join(", ", e.Get("Cc").Items().Select(Address))),
            ("Reply-To", Address(e.Get("ReplyTo"))),
            ("Subject", e.Text("Subject")),
            ("Message-ID", e.Text("MessageId")),
            ("In-Reply-To", e.Text("InReplyTo")),
            ("Date", e.Text("SentAtDate"))),
        Text = e.Text("RawTextBody"),
        Html = e.Text("RawHtmlBody"),
        StrippedText = e.Text("ExtractedMarkdownMessage"),
        Sender = Mail.MailClassifier.AddressIn(e.FirstText("Headers", "Return-Path")),
        Recipient = Mail.MailClassifier.AddressIn(e.FirstText("Headers", "Delivered-To") ?? e.FirstText("Recipients")),
        ProviderEventId = e.FirstText("Uuid"),
        ReceivedAt = e.Time("SentAtDate"),
        Attachments = [.. e.Get("Attachments").Items().Select(a => new InboundAttachment(a.Text("Name"), a.Text("ContentType"), long.TryParse(a.Text("ContentLength"), out var bytes) ? bytes : null))],
    };

    private static string? Address(JsonElement e) =>
        e.Text("Address") is not { } address ? JsonFields.TextOf(e) : e.Text("Name") is { } name ? $"{name} <{address}>" : address;
}
