using System.Text.Json;

namespace FollowUpAgent.Events.Providers;

/// <summary>Reads the elements of a body one by one: one that cannot be read does not hold up the others. Bounded in number.</summary>
internal static class EventElements
{
    private const int MostEvents = 10_000;

    /// <summary>Reads a body that is one JSON object, or an array of them.</summary>
    /// <param name="body">The raw body.</param>
    /// <param name="readOne">What one object says; null where it says nothing that can be read.</param>
    public static ProviderReading Read(byte[] body, Func<JsonElement, ProviderReading?> readOne)
    {
        using var document = JsonFields.TryParse(body, out var fault);
        return document is null ? ProviderReading.Nothing(fault) : Read(document.RootElement, readOne);
    }

    /// <summary>The same of a value.</summary>
    public static ProviderReading Read(JsonElement root, Func<JsonElement, ProviderReading?> readOne)
    {
        var elements = root.ValueKind is JsonValueKind.Array ? [.. root.EnumerateArray()] : new[] { root };
        if (elements.Length > MostEvents)
        {
            return ProviderReading.Nothing($"{elements.Length} events in one delivery: expected at most {MostEvents}");
        }

        var read = elements.Select(element => TryReadOne(element, readOne)).ToList();
        var unread = read.Count(r => r is null);
        return new ProviderReading(
            [.. read.OfType<ProviderReading>().SelectMany(r => r.Events)],
            [.. read.OfType<ProviderReading>().SelectMany(r => r.Inbound)],
            unread == 0 ? read.FirstOrDefault(r => r?.Fault is not null)?.Fault : $"{unread} of {read.Count} events cannot be read: expected an object that names what happened");
    }

    private static ProviderReading? TryReadOne(JsonElement element, Func<JsonElement, ProviderReading?> readOne)
    {
        try
        {
            return element.ValueKind is JsonValueKind.Object ? readOne(element) : null;
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException or FormatException)
        {
            // What System.Text.Json says of half a surrogate pair in a name, which is JSON but no text.
            return null;
        }
    }
}
