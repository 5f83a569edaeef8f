using System.Text.Json;
using FollowUpAgent.Contacts;

namespace FollowUpAgent.Events;

/// <summary>Reads events as our own API takes them: flat, with an id that makes a repeat harmless. Pure.</summary>
internal static class ApiEventReader
{
    private const string Expected =
        "an id of 1 to 200 letters or none, a type such as goal, visited, replied or the key of an outcome, occurredAt in ISO 8601 or none, "
        + "and one of messageId, email, contact";

    private const int LongestKey = 200;

    /// <summary>The events that can be read, and what is wrong with the others.</summary>
    public static Hearing Read(byte[] body) => JsonEvents.Read(body, ReadOne, Expected);

    private static Heard? ReadOne(JsonElement element)
    {
        var e = element.Deserialize<EventSent>(JsonEvents.Json)!;
        var isAboutSomebody = e.MessageId is not null || e.Email is not null || e.Contact is not null || e.Withdraws is not null;
        if (!EventReader.IsKind(e.Type) || e.Id is "" or { Length: > LongestKey } || !isAboutSomebody)
        {
            return null;
        }

        return new Heard(e.Type!)
        {
            At = e.OccurredAt,
            Names = e.MessageId is { } name ? [name] : [],
            Email = e.Email,
            Contact = e.Contact is { } contact ? new ContactId(contact) : null,
            Key = e.Id,
            Withdraws = e.Type == EventKind.Withdrawn ? e.Withdraws ?? "" : null,
            Link = e.Link,
            Page = e.Page,
            IsMachine = e.Machine,
            IsNegative = e.Sentiment == "negative",
        };
    }
}

/// <summary>An event as it is sent; it is about a message, an address or a contact.</summary>
internal sealed record EventSent(
    string? Id = null, string? Type = null, DateTimeOffset? OccurredAt = null, string? MessageId = null, string? Email = null, Guid? Contact = null, string? Withdraws = null,
    int? Link = null, bool Machine = false, string? Sentiment = null, string? Page = null);

/// <summary>How many events were taken in.</summary>
internal sealed record EventsAccepted(int Accepted);
