using System.Text.Json;
using System.Text.RegularExpressions;
using FollowUpAgent.Contacts;

namespace FollowUpAgent.Events;

/// <summary>
/// Reads the body of an event webhook: <c>{"type":"replied","timestamp":"…","data":{"messageId":"…","email":"…"}}</c>, or an array of
/// such objects. Pure; bounded in depth and length. An element that cannot be read does not hold up the others.
/// </summary>
internal static partial class EventReader
{
    private const int MostEvents = 1000;
    private const int MostFaultsNamed = 3;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = 32,
        AllowDuplicateProperties = false,
    };

    /// <summary>The events that can be read, each with its place, and what is wrong with the others.</summary>
    public static Hearing Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(
                body, new JsonDocumentOptions { MaxDepth = Json.MaxDepth, AllowDuplicateProperties = Json.AllowDuplicateProperties });
            var elements = document.RootElement.ValueKind is JsonValueKind.Array ? [.. document.RootElement.EnumerateArray()] : new[] { document.RootElement };
            return elements.Length > MostEvents
                ? new Hearing([], $"{elements.Length} events in one delivery: expected at most {MostEvents}")
                : ReadAll(elements);
        }
        catch (JsonException e)
        {
            return new Hearing([], $"not JSON as expected (line {e.LineNumber}, byte {e.BytePositionInLine})");
        }
    }

    private static Hearing ReadAll(JsonElement[] elements)
    {
        var (read, faults) = (new List<(int, Heard)>(), new List<string>());
        for (var i = 0; i < elements.Length; i++)
        {
            if (ReadOne(elements[i]) is { } heard)
            {
                read.Add((i, heard));
            }
            else
            {
                faults.Add($"event {i}");
            }
        }

        var named = string.Join(", ", faults.Take(MostFaultsNamed)) + (faults.Count > MostFaultsNamed ? $" and {faults.Count - MostFaultsNamed} more" : "");
        return new Hearing(read, faults.Count == 0 ? null : $"{named}: expected a type, a timestamp in ISO 8601 and a data object");
    }

    private static Heard? ReadOne(JsonElement element)
    {
        try
        {
            return element.ValueKind is JsonValueKind.Object
                && element.Deserialize<ReportedEvent>(Json) is { } reported
                && Kind().IsMatch(reported.Type ?? "") ? reported.ToHeard() : null;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // What System.Text.Json says of half a surrogate pair, which is JSON but no text.
            return null;
        }
    }

    /// <summary>The text of a value, or null where it is none.</summary>
    public static string? Text(JsonElement? value) => value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex Kind();
}

/// <summary>An event as its source reports it.</summary>
/// <param name="Id">The source's own key for it, or null; the same key is the same event.</param>
/// <param name="Type">What happened.</param>
/// <param name="Timestamp">When, or null for now.</param>
/// <param name="Data">To whom.</param>
internal sealed record ReportedEvent(JsonElement? Id, string? Type, DateTimeOffset? Timestamp, ReportedSubject? Data)
{
    private const int LongestKey = 200;

    /// <summary>The same in our words.</summary>
    public Heard ToHeard() => new(Type!)
    {
        At = Timestamp,
        Names = Data?.MessageId is { } name ? [name] : [],
        Email = Data?.Email,
        Contact = Guid.TryParse(EventReader.Text(Data?.Contact), out var contact) ? new ContactId(contact) : null,
        Key = EventReader.Text(Id) is { Length: > 0 and <= LongestKey } key ? key : null,
        Withdraws = Type == EventKind.Withdrawn ? EventReader.Text(Data?.Event) ?? "" : null,
        Bounce = Data?.Hard is { ValueKind: JsonValueKind.True } ? BounceKind.Hard : BounceKind.Soft,
        Link = Data?.Link is { ValueKind: JsonValueKind.Number } link && link.TryGetInt32(out var number) ? number : null,
        IsMachine = Data?.Machine is { ValueKind: JsonValueKind.True },
        IsNegative = EventReader.Text(Data?.Sentiment) == "negative",
    };
}

/// <summary>
/// What an event is about: a message, a person, or both. Other sources may mean other things by the later names, so a value of
/// another kind is passed over.
/// </summary>
/// <param name="MessageId">The Message-ID of our mail, with or without angle brackets.</param>
/// <param name="Email">The person's address.</param>
/// <param name="Contact">The person by our id.</param>
/// <param name="Hard">Of a bounce: whether the address is gone for good.</param>
/// <param name="Link">Of a click: the number of the link.</param>
/// <param name="Machine">Whether it surely was no person.</param>
/// <param name="Sentiment">Of a reply: negative where it says no.</param>
/// <param name="Event">Of a withdrawal: the id of the event that is taken back.</param>
internal sealed record ReportedSubject(
    string? MessageId, string? Email, JsonElement? Contact, JsonElement? Hard, JsonElement? Link, JsonElement? Machine, JsonElement? Sentiment, JsonElement? Event);
