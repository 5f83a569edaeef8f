using System.Text.Json;

namespace FollowUpAgent.Events;

/// <summary>
/// Reads a body that is one JSON object an event, or an array of them. Bounded in depth and length; an element that cannot be read does not
/// hold up the others.
/// </summary>
internal static class JsonEvents
{
    /// <summary>How events are read: strict about names that are there twice.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = 32,
        AllowDuplicateProperties = false,
    };

    private const int MostEvents = 1000;
    private const int MostFaultsNamed = 3;

    /// <summary>The events that can be read, each with its place, and what is wrong with the others.</summary>
    /// <param name="body">The raw body.</param>
    /// <param name="readOne">Reads one element; null where it is no event.</param>
    /// <param name="expected">What an element should be, as the end of the sentence "expected …".</param>
    public static Hearing Read(byte[] body, Func<JsonElement, Heard?> readOne, string expected)
    {
        try
        {
            using var document = JsonDocument.Parse(
                body, new JsonDocumentOptions { MaxDepth = Json.MaxDepth, AllowDuplicateProperties = Json.AllowDuplicateProperties });
            var elements = document.RootElement.ValueKind is JsonValueKind.Array ? [.. document.RootElement.EnumerateArray()] : new[] { document.RootElement };
            return elements.Length > MostEvents
                ? new Hearing([], $"{elements.Length} events in one delivery: expected at most {MostEvents}")
                : ReadAll(elements, readOne, expected);
        }
        catch (JsonException e)
        {
            return new Hearing([], $"not JSON as expected (line {e.LineNumber}, byte {e.BytePositionInLine})");
        }
        catch (InvalidOperationException)
        {
            // What System.Text.Json says of half a surrogate pair in a name when it looks for names that are there twice.
            return new Hearing([], "not JSON as expected (a name is no text)");
        }
    }

    /// <summary>The text of a value, or null where it is none.</summary>
    public static string? Text(JsonElement? value) => value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static Hearing ReadAll(JsonElement[] elements, Func<JsonElement, Heard?> readOne, string expected)
    {
        var (read, faults) = (new List<(int, Heard)>(), new List<string>());
        for (var i = 0; i < elements.Length; i++)
        {
            if (TryReadOne(elements[i], readOne) is { } heard)
            {
                read.Add((i, heard));
            }
            else
            {
                faults.Add($"event {i}");
            }
        }

        var named = string.Join(", ", faults.Take(MostFaultsNamed)) + (faults.Count > MostFaultsNamed ? $" and {faults.Count - MostFaultsNamed} more" : "");
        return new Hearing(read, faults.Count == 0 ? null : $"{named}: expected {expected}");
    }

    private static Heard? TryReadOne(JsonElement element, Func<JsonElement, Heard?> readOne)
    {
        try
        {
            return element.ValueKind is JsonValueKind.Object ? readOne(element) : null;
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
}
