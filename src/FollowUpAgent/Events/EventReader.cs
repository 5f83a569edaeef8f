using System.Text.Json;
using System.Text.Json.Serialization;

namespace FollowUpAgent.Events;

/// <summary>
/// Reads the body of an event webhook: <c>{"type":"replied","timestamp":"…","data":{"messageId":"…","email":"…"}}</c>, or an array of
/// such objects. Pure; bounded in depth and length.
/// </summary>
internal static class EventReader
{
    private const int MostEvents = 1000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = 32,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    /// <summary>The events, or why the body cannot be read.</summary>
    public static (IReadOnlyList<ReportedEvent> Events, string? Fault) Read(byte[] body)
    {
        try
        {
            var isMany = body.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'[', ..];
            IReadOnlyList<ReportedEvent?> events = isMany
                ? JsonSerializer.Deserialize<List<ReportedEvent?>>(body, Json) ?? []
                : [JsonSerializer.Deserialize<ReportedEvent>(body, Json)];
            return events switch
            {
                { Count: > MostEvents } => ([], $"{events.Count} events in one delivery: expected at most {MostEvents}"),
                _ when events.Any(e => string.IsNullOrWhiteSpace(e?.Type)) => ([], "an event has no type"),
                _ => ([.. events.OfType<ReportedEvent>()], null),
            };
        }
        catch (JsonException e)
        {
            return ([], $"not JSON as expected (line {e.LineNumber}, byte {e.BytePositionInLine})");
        }
    }
}

/// <summary>An event as its source reports it.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Timestamp">When, or null for now.</param>
/// <param name="Data">To whom.</param>
internal sealed record ReportedEvent(string? Type, DateTimeOffset? Timestamp, ReportedSubject? Data);

/// <summary>What an event is about: a message, a person, or both.</summary>
/// <param name="MessageId">The Message-ID of our mail, with or without angle brackets.</param>
/// <param name="Email">The person's address.</param>
/// <param name="Hard">Of a bounce: whether the address is gone for good.</param>
internal sealed record ReportedSubject(string? MessageId, string? Email, JsonElement? Hard)
{
    /// <summary>Whether <see cref="Hard"/> is said. Other sources may mean other things by these names, so anything but true is passed over.</summary>
    public bool IsHard => Hard is { ValueKind: JsonValueKind.True };
}
