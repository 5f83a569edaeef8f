using FollowUpAgent.Contacts;
using FollowUpAgent.Events.Mail;

namespace FollowUpAgent.Events.Replies;

/// <summary>An answer of a known contact, as it was understood and perhaps corrected.</summary>
internal sealed record Reply
{
    /// <summary>The event that it is.</summary>
    public Guid EventId { get; init; }

    /// <summary>Who answered.</summary>
    public ContactId ContactId { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Their own words, without what they quote; null once deleted for its age (<c>Events:KeepRawFor</c>). Data, never part of a query or log.</summary>
    public string? Text { get; init; }

    /// <summary>What it means, as text (<see cref="ReplyIntentText"/>): as a person corrected it, else as understood.</summary>
    public string Intent { get; init; } = "";

    /// <summary>How sure that is, 0 to 1; 1 where a person said it.</summary>
    public double Confidence { get; init; }

    /// <summary>The words that decided, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>When they are back, or want to be asked again; or null.</summary>
    public DateOnly? ReturnDate { get; init; }

    /// <summary>The address of whom they refer to, or null. A proposal: nobody mails it without a person's word.</summary>
    public string? ProposedAddress { get; init; }

    /// <summary>Whether it is too unsure to act on: a person decides.</summary>
    public bool NeedsPerson { get; init; }

    /// <summary>Whether a person said what it means.</summary>
    public bool Corrected { get; init; }

    /// <summary>The answer of a contact, as read.</summary>
    public static Reply Of(Event happened, ContactId contact, ReplyReading reading) => new()
    {
        EventId = happened.Id,
        ContactId = contact,
        ReceivedAt = happened.OccurredAt,
        Text = Storable(reading.Text),
        Intent = reading.Intent.ToText(),
        Confidence = reading.Confidence,
        Reason = reading.Reason is null ? null : Storable(reading.Reason),
        ReturnDate = reading.ReturnDate,
        ProposedAddress = reading.ProposedAddress,
        NeedsPerson = reading.NeedsPerson,
    };

    // PostgreSQL takes no zero in a text, and half a surrogate pair is none.
    private static string Storable(string text)
    {
        var kept = text.Length > ReplyReading.MostKept ? text[..ReplyReading.MostKept] : text;
        return System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(kept.Replace("\0", "", StringComparison.Ordinal)));
    }
}
