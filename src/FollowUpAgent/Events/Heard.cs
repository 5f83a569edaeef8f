using FollowUpAgent.Contacts;
using FollowUpAgent.Events.Mail;

namespace FollowUpAgent.Events;

/// <summary>One event as a source tells it, in our words: what every reader of a body makes of it.</summary>
/// <param name="Kind">What happened; see <see cref="EventKind"/>.</param>
internal sealed record Heard(string Kind)
{
    /// <summary>When, by the source's clock, or null for when it came in.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Names that our message may have there, best first: a Message-ID, or the token of a reply address.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The relay's own name for the message, or null.</summary>
    public string? QueueId { get; init; }

    /// <summary>The person's address, or null.</summary>
    public string? Email { get; init; }

    /// <summary>The person by our id, or null.</summary>
    public ContactId? Contact { get; init; }

    /// <summary>The source's own key for this event: the same in a repeat, also in another delivery. Null where it has none.</summary>
    public string? Key { get; init; }

    /// <summary>The key of an earlier event of this source that is taken back; then nothing else is meant.</summary>
    public string? Withdraws { get; init; }

    /// <summary>Of a mail that came back: why.</summary>
    public BounceClass Bounce { get; init; }

    /// <summary>Of a mail that came back: the address it could not reach, where that is told. It may be another than the contact's.</summary>
    public string? FailedAddress { get; init; }

    /// <summary>Of a click: the number of the link, or null.</summary>
    public int? Link { get; init; }

    /// <summary>Of a click: where it led, where the source tells that instead of a number.</summary>
    public string? Url { get; init; }

    /// <summary>Of a visit: the page, as path or whole address; or null. Kept as its group only.</summary>
    public string? Page { get; init; }

    /// <summary>Of what the script on a page reports: the browser; or null.</summary>
    public Visits.Browser? Browser { get; init; }

    /// <summary>Whether its source says that it was no person.</summary>
    public bool IsMachine { get; init; }

    /// <summary>Of a click or an open: whether only the head was asked for.</summary>
    public bool IsHead { get; init; }

    /// <summary>Of a click or an open: the program, by its own word; or null. Not kept with the event.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Of a click or an open: the address it came from, or null. Not kept with the event.</summary>
    public string? Address { get; init; }

    /// <summary>Of a reply: whether it says no.</summary>
    public bool IsNegative { get; init; }

    /// <summary>
    /// Whether the source's word counts by itself, as with a signature. Of a mail anybody may be the author: what it says of a bounce counts
    /// only where it names our message.
    /// </summary>
    public bool IsProven { get; init; } = true;

    /// <summary>Of an answer by mail: what it says.</summary>
    public ReplyReading? Reply { get; init; }

    /// <summary>Of an answer by mail: between whom it goes.</summary>
    public MailParties? Parties { get; init; }

    /// <summary>A status code or a word of ours, never of theirs.</summary>
    public string? Detail { get; init; }
}

/// <summary>What a body says.</summary>
/// <param name="Events">The events, each with its place in the body from 0.</param>
/// <param name="Fault">What could not be read, or null. Names places, never values.</param>
internal sealed record Hearing(IReadOnlyList<(int Position, Heard Event)> Events, string? Fault);
