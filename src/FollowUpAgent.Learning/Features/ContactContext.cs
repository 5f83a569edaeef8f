using System.Globalization;
using System.Text.Json;

namespace FollowUpAgent.Learning.Features;

/// <summary>What is known of a contact when a decision is made: values by name. Immutable.</summary>
public sealed class ContactContext
{
    // A log holds many of these: an array is a fifth of a dictionary.
    private readonly KeyValuePair<string, ContextValue>[] values;

    private ContactContext(string text, KeyValuePair<string, ContextValue>[] values) => (Text, this.values) = (text, values);

    /// <summary>Nothing is known.</summary>
    public static ContactContext Empty { get; } = new("{}", []);

    /// <summary>The text it was read from; equal texts say the same. Empty where it was put together from values.</summary>
    public string Text { get; }

    /// <summary>The values by name, in ordinal order.</summary>
    public IReadOnlyList<KeyValuePair<string, ContextValue>> Values => values;

    /// <summary>The value of this name, or null.</summary>
    public ContextValue? Find(string name)
    {
        foreach (var (key, value) in values)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The context of these values, which stand in ordinal order.</summary>
    internal static ContactContext Of(KeyValuePair<string, ContextValue>[] values) => new("", values);

    /// <summary>Reads a flat JSON object of texts, numbers and booleans; anything else in it is passed over.</summary>
    /// <param name="json">The object.</param>
    /// <param name="except">Names that are no features.</param>
    public static ContactContext Parse(string json, IReadOnlySet<string> except)
    {
        ArgumentNullException.ThrowIfNull(except);
        return Parse(json, except.Contains);
    }

    /// <summary>Reads a flat JSON object of texts, numbers and booleans; anything else in it is passed over.</summary>
    /// <param name="json">The object.</param>
    /// <param name="hides">Says of a name that it is no feature.</param>
    public static ContactContext Parse(string json, Predicate<string> hides)
    {
        ArgumentNullException.ThrowIfNull(hides);
        using var document = JsonDocument.Parse(json);
        var values = new SortedDictionary<string, ContextValue>(StringComparer.Ordinal);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (!hides(property.Name) && ContextValue.Of(property.Value) is { } value)
            {
                values[string.Intern(property.Name)] = value;
            }
        }

        return new ContactContext(json, [.. values]);
    }
}

/// <summary>A value of a context.</summary>
/// <param name="Text">As written.</param>
/// <param name="Number">The number it is or spells; 1 for true, 0 for false; null for any other text.</param>
public readonly record struct ContextValue(string Text, double? Number)
{
    /// <summary>The value that a text says.</summary>
    public static ContextValue Of(string text) => new(text, Finite(text));

    internal static ContextValue? Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => new ContextValue("true", 1),
        JsonValueKind.False => new ContextValue("false", 0),
        JsonValueKind.Number => new ContextValue(element.GetRawText(), Finite(element.GetRawText())),
        JsonValueKind.String => new ContextValue(element.GetString()!, Finite(element.GetString()!)),
        _ => null,
    };

    private static double? Finite(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
