using System.Globalization;
using System.Text.Json;

namespace FollowUpAgent.Events.Providers;

/// <summary>Looks for fields in JSON that others wrote: what is absent or of another kind is null, never an exception.</summary>
internal static class JsonFields
{
    private const int MostTexts = 100;

    /// <summary>No fields.</summary>
    public static readonly IReadOnlyDictionary<string, JsonElement> Nothing = new Dictionary<string, JsonElement>();

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, AllowTrailingCommas = true };

    /// <summary>The document in a body, also behind a byte order mark and in another charset than UTF-8; or null.</summary>
    public static JsonDocument? TryParse(byte[] body, out string? fault)
    {
        ReadOnlyMemory<byte> json = body.AsSpan().StartsWith("\uFEFF"u8) ? body.AsMemory(3) : body;
        try
        {
            fault = null;
            return JsonDocument.Parse(JsonHalves.Replace(System.Text.Unicode.Utf8.IsValid(json.Span) ? json : System.Text.Encoding.UTF8.GetBytes(Mail.Charsets.Decode(null, json.Span))), Options);
        }
        catch (JsonException e)
        {
            fault = $"not JSON as expected (line {e.LineNumber}, byte {e.BytePositionInLine})";
            return null;
        }
    }

    /// <summary>The value in a text that is JSON itself; or null.</summary>
    public static JsonElement? TryParseText(string? json)
    {
        if (json is null)
        {
            return null;
        }

        using var document = TryParse(System.Text.Encoding.UTF8.GetBytes(json), out _);
        return document?.RootElement.Clone();
    }

    /// <summary>The value of a field, also deeper; undefined where there is none.</summary>
    public static JsonElement Get(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind is not JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return default;
            }
        }

        return element;
    }

    /// <summary>The text of a field, of a number or a truth as written; null where it is absent, empty or anything else.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path) => TextOf(element.Get(path));

    /// <summary>The text of a value.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String when value.GetString() is { Length: > 0 } text => text,
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // What System.Text.Json says of half a surrogate pair, which is JSON but no text.
            return null;
        }
    }

    /// <summary>The elements of an array; nothing where it is none.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element) => element.ValueKind is JsonValueKind.Array ? element.EnumerateArray() : [];

    /// <summary>The texts of a field that is a text or an array of them.</summary>
    public static IReadOnlyList<string> Texts(this JsonElement element, params ReadOnlySpan<string> path)
    {
        var value = element.Get(path);
        return value.ValueKind is JsonValueKind.Array
            ? [.. value.EnumerateArray().Take(MostTexts).Select(TextOf).OfType<string>()]
            : TextOf(value) is { } one ? [one] : [];
    }

    /// <summary>The first of them, or null.</summary>
    public static string? FirstText(this JsonElement element, params ReadOnlySpan<string> path) => element.Texts(path) is [var first, ..] ? first : null;

    /// <summary>Whether a field is true.</summary>
    public static bool IsTrue(this JsonElement element, params ReadOnlySpan<string> path) => element.Text(path) is "true" or "True" or "1";

    /// <summary>The fields of an object, also of one inside a text.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Map(this JsonElement element)
    {
        var value = element.ValueKind is JsonValueKind.String ? TryParseText(TextOf(element)) ?? default : element;
        if (value.ValueKind is not JsonValueKind.Object)
        {
            return Nothing;
        }

        var fields = new Dictionary<string, JsonElement>();
        foreach (var field in value.EnumerateObject().Take(MostTexts).Where(IsWritable))
        {
            fields[field.Name] = field.Value.Clone();
        }

        return fields;
    }

    /// <summary>A moment given as seconds, or by mistake or design as milliseconds, since 1970; or in ISO 8601; or null.</summary>
    public static DateTimeOffset? Time(this JsonElement element, params ReadOnlySpan<string> path) => TimeOf(element.Text(path));

    /// <summary>The same of a text.</summary>
    public static DateTimeOffset? TimeOf(string? text)
    {
        const double MostSeconds = 100_000_000_000;
        const int LongestText = 100;
        if (text is not { Length: <= LongestText })
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var time))
        {
            return time < MostSeconds ? FromSeconds(time) : time / 1000 < MostSeconds ? FromSeconds(time / 1000) : null;
        }

        return DateTimeOffset.TryParse(text.Split('(')[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;
    }

    // A microsecond is what a double of this size can carry.
    private static DateTimeOffset FromSeconds(double seconds) => DateTimeOffset.UnixEpoch.AddTicks((long)Math.Round(seconds * 1_000_000) * TimeSpan.TicksPerMicrosecond);

    private static bool IsWritable(JsonProperty field)
    {
        try
        {
            return field.Name.Length > 0 && JsonSerializer.Serialize(field.Value).Length > 0;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
