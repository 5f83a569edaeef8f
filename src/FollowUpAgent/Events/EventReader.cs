using System.Text.Json;
using System.Text.RegularExpressions;

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
    public static EventReading Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(
                body, new JsonDocumentOptions { MaxDepth = Json.MaxDepth, AllowDuplicateProperties = Json.AllowDuplicateProperties });
            var elements = document.RootElement.ValueKind is JsonValueKind.Array ? [.. document.RootElement.EnumerateArray()] : new[] { document.RootElement };
            return elements.Length > MostEvents
                ? new EventReading([], $"{elements.Length} events in one delivery: expected at most {MostEvents}")
                : ReadAll(elements);
        }
        catch (JsonException e)
        {
            return new EventReading([], $"not JSON as expected (line {e.LineNumber}, byte {e.BytePositionInLine})");
        }
    }

    private static EventReading ReadAll(JsonElement[] elements)
    {
        var (read, faults) = (new List<(int, ReportedEvent)>(), new List<string>());
        for (var i = 0; i < elements.Length; i++)
        {
            if (ReadOne(elements[i]) is { } reported)
            {
                read.Add((i, reported));
            }
            else
            {
                faults.Add($"event {i}");
            }
        }

        var named = string.Join(", ", faults.Take(MostFaultsNamed)) + (faults.Count > MostFaultsNamed ? $" and {faults.Count - MostFaultsNamed} more" : "");
        return new EventReading(read, faults.Count == 0 ? null : $"{named}: expected a type, a timestamp in ISO 8601 and a data object");
    }

    private static ReportedEvent? ReadOne(JsonElement element)
    {
        try
        {
            return element.ValueKind is JsonValueKind.Object
                && element.Deserialize<ReportedEvent>(Json) is { } reported
                && Kind().IsMatch(reported.Type ?? "") ? reported : null;
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

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex Kind();
}

/// <summary>What a body says.</summary>
/// <param name="Events">The events, each with its place in the body from 0.</param>
/// <param name="Fault">What could not be read, or null. Names places, never values.</param>
internal sealed record EventReading(IReadOnlyList<(int Position, ReportedEvent Event)> Events, string? Fault);

/// <summary>An event as its source reports it.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Timestamp">When, or null for now.</param>
/// <param name="Data">To whom.</param>
internal sealed record ReportedEvent(string? Type, DateTimeOffset? Timestamp, ReportedSubject? Data);

/// <summary>
/// What an event is about: a message, a person, or both. Other sources may mean other things by the last three names, so a value of
/// another kind is passed over.
/// </summary>
/// <param name="MessageId">The Message-ID of our mail, with or without angle brackets.</param>
/// <param name="Email">The person's address.</param>
/// <param name="Hard">Of a bounce: whether the address is gone for good.</param>
/// <param name="Link">Of a click: the number of the link.</param>
/// <param name="Machine">Whether it surely was no person.</param>
internal sealed record ReportedSubject(string? MessageId, string? Email, JsonElement? Hard, JsonElement? Link, JsonElement? Machine)
{
    /// <summary>Whether <see cref="Hard"/> is said.</summary>
    public bool IsHard => Hard is { ValueKind: JsonValueKind.True };

    /// <summary>Whether <see cref="Machine"/> is said.</summary>
    public bool IsMachine => Machine is { ValueKind: JsonValueKind.True };

    /// <summary>The number of the link, or null.</summary>
    public int? LinkNumber => Link is { ValueKind: JsonValueKind.Number } link && link.TryGetInt32(out var number) ? number : null;
}
