using System.Text.Json;
using FollowUpAgent.Events.Mail;

namespace FollowUpAgent.Events.Providers;

/// <summary>One event as a provider tells it, with its words beside ours. The words are for the person who asks; only ours are kept.</summary>
/// <param name="Type">What happened; see <see cref="EventKind"/>.</param>
internal sealed record ProviderEvent(string Type)
{
    /// <summary>The metadata by which a sender may name our message, beside the Message-ID.</summary>
    public const string MessageMetadata = "followup_message";

    /// <summary>The provider's own, finer word for it.</summary>
    public string? Subtype { get; init; }

    /// <summary>The person's address.</summary>
    public string? Recipient { get; init; }

    /// <summary>The provider's name for the message.</summary>
    public string? MessageId { get; init; }

    /// <summary>The provider's name for the event, the same in a repeat.</summary>
    public string? ProviderEventId { get; init; }

    /// <summary>When, by the provider's clock.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>Of a click: where to.</summary>
    public string? Url { get; init; }

    /// <summary>Why, in the provider's or the server's words.</summary>
    public string? Reason { get; init; }

    /// <summary>The status code, as in 5.1.1 or 550.</summary>
    public string? StatusCode { get; init; }

    /// <summary>Whether it surely was no person.</summary>
    public bool Machine { get; init; }

    /// <summary>Of a click or an open: the program, by its own word; or null.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Of a click or an open: the address it came from, or null.</summary>
    public string? Address { get; init; }

    /// <summary>The labels that the sender gave to the message.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What else the sender attached to it.</summary>
    public IReadOnlyDictionary<string, JsonElement> Metadata { get; init; } = JsonFields.Nothing;

    /// <summary>Message-IDs under which our message may be known there.</summary>
    public IReadOnlyList<string?> Names { get; init; } = [];

    /// <summary>Of a mail that came back: why, where the provider knows better than its code.</summary>
    public BounceClass? Bounce { get; init; }

    /// <summary>What makes it this event, where it has no id of its own; or null.</summary>
    public string? Key { get; init; }

    /// <summary>A word of ours to be kept with it, or null.</summary>
    public string? Word { get; init; }

    /// <summary>The name under which the relay's answer knew the message, where that is another than <see cref="MessageId"/>.</summary>
    public string? QueueId { get; init; }

    // What no database takes as a text was never written to one.
    private static string? Findable(string? text) => text?.Contains('\0', StringComparison.Ordinal) == true ? null : text;

    /// <summary>The same for the intake.</summary>
    public Heard ToHeard()
    {
        var isBack = Type is EventKind.Bounced or EventKind.Deferred;
        return new Heard(Type)
        {
            At = OccurredAt,
            Names = [.. Names.Prepend(Metadata.TryGetValue(MessageMetadata, out var name) ? JsonFields.TextOf(name) : null).OfType<string>()],
            QueueId = Findable(QueueId ?? MessageId),
            Email = Recipient,
            Key = Key ?? ProviderEventId,
            Bounce = Bounce ?? BounceRules.Of(Reason, StatusCode),
            FailedAddress = Recipient,
            IsMachine = Machine,
            UserAgent = UserAgent,
            Address = Address,
            Url = Findable(Url),
            Detail = string.Join(' ', new[] { isBack ? BounceCodes.Find(Reason, StatusCode) : null, Word }.OfType<string>()),
        };
    }
}

/// <summary>What a delivery says.</summary>
/// <param name="Events">Its events, in order.</param>
/// <param name="Inbound">The mails that it hands over.</param>
/// <param name="Fault">What could not be read, or null. Names places, never values.</param>
internal sealed record ProviderReading(IReadOnlyList<ProviderEvent> Events, IReadOnlyList<InboundMail> Inbound, string? Fault)
{
    /// <summary>A delivery that says nothing.</summary>
    public static ProviderReading Nothing(string? fault = null) => new([], [], fault);

    /// <summary>A delivery of one mail.</summary>
    public static ProviderReading Of(InboundMail mail) => new([], [mail], null);
}
