using System.Text.Json;

namespace FollowUpAgent.Contacts.Import;

/// <summary>Reads a contact from JSON by the rules of a row. Faults name properties and quote no value.</summary>
internal sealed class ContactEntry(AddressKeys keys, DateTimeOffset now)
{
    private const int MostOwnFields = 100;
    private const int MostName = 100;
    private const string Own = "fields";

    private static readonly Dictionary<string, ContactField> Names =
        Enum.GetValues<ContactField>().ToDictionary(f => JsonNamingPolicy.CamelCase.ConvertName($"{f}"), StringComparer.Ordinal);

    private readonly RowReader reader = new(keys, now);

    /// <summary>Reads one.</summary>
    /// <param name="draft">What is known already: id, and the address where the path gave it.</param>
    /// <param name="entry">The JSON.</param>
    /// <param name="isOptOut">Whether it says that the address wants no mail; heard also where the rest is of no use.</param>
    /// <returns>A fault, or null where the draft is complete.</returns>
    public string? Read(ref ContactDraft draft, JsonElement entry, out bool isOptOut)
    {
        isOptOut = false;
        if (entry.ValueKind is not JsonValueKind.Object)
        {
            return "not an object with the contact's properties";
        }

        string? fault = null;
        HashSet<string> seen = [];
        foreach (var property in entry.EnumerateObject())
        {
            var one = NameOf(property) is { } name && !seen.Add(name) ? "a property that is given twice" : Read(ref draft, property, ref isOptOut);
            fault ??= one;
        }

        return fault ?? (draft.Address.Length == 0 ? "no mail address" : null);
    }

    /// <summary>The name of a property; null where it is no text.</summary>
    public static string? NameOf(JsonProperty property) => Guarded(() => property.Name);

    private string? Read(ref ContactDraft draft, JsonProperty property, ref bool isOptOut)
    {
        // The reader checks the form of JSON, not whether its escapes make text: "\ud800" alone is none.
        if (NameOf(property) is not { } name)
        {
            return "a property whose name is no text";
        }

        if (name == Own)
        {
            return ReadOwn(ref draft, property.Value);
        }

        if (!Names.TryGetValue(name, out var field))
        {
            return $"an unknown property: expected {string.Join(", ", Names.Keys)}, and own fields below '{Own}'";
        }

        if (property.Value.ValueKind is JsonValueKind.Null)
        {
            return null;
        }

        if (TextOf(property.Value, isYesNo: field is ContactField.FromElsewhere or ContactField.Profiling or ContactField.Tracking or ContactField.DoNotMail) is not { } text)
        {
            return $"the property '{name}' is of the wrong kind";
        }

        isOptOut |= field is ContactField.DoNotMail && CellText.ParseWish(text) == true;
        var known = draft.Address;
        var fault = text.Length == 0 ? null : reader.Fill(ref draft, field, text);
        return fault ?? (known.Length > 0 && draft.Address != known ? "another address than the path names" : null);
    }

    private static string? ReadOwn(ref ContactDraft draft, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind is not JsonValueKind.Object)
        {
            return $"'{Own}' is not an object of names and texts";
        }

        List<KeyValuePair<string, string>> own = [];
        foreach (var property in value.EnumerateObject().Where(p => p.Value.ValueKind is not JsonValueKind.Null))
        {
            if (NameOf(property)?.Trim() is not { Length: > 0 } name || CellText.FaultOfLine(name, MostName) is not null)
            {
                return $"an own field whose name is empty, longer than {MostName} characters or holds a control character";
            }

            if (TextOf(property.Value, isYesNo: true, isNumber: true) is not { } text)
            {
                return $"the own field '{name}' is neither text, number, true nor false";
            }

            if (RowReader.FaultOfOwn(name, text) is { } fault)
            {
                return fault;
            }

            if (own.Exists(f => f.Key == name))
            {
                return $"the own field '{name}' is given twice";
            }

            own.Add(KeyValuePair.Create(name, text));
        }

        // An empty text is an empty cell: it says nothing.
        draft = draft with { Fields = [.. own.Where(f => f.Value.Length > 0)] };
        return own.Count > MostOwnFields ? $"more than {MostOwnFields} own fields" : null;
    }

    private static string? TextOf(JsonElement value, bool isYesNo, bool isNumber = false) => value.ValueKind switch
    {
        JsonValueKind.String => Guarded(value.GetString)?.Trim(),
        JsonValueKind.True or JsonValueKind.False when isYesNo => value.GetRawText(),
        JsonValueKind.Number when isNumber => value.GetRawText(),
        _ => null,
    };


    private static string? Guarded(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
