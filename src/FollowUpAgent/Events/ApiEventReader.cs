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
        var e = element.Deserialize<ApiEvent>(JsonEvents.Json)!;
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

    private sealed record ApiEvent(
        string? Id, string? Type, DateTimeOffset? OccurredAt, string? MessageId, string? Email, Guid? Contact, string? Withdraws, int? Link, bool Machine, string? Sentiment,
        string? Page);
}
