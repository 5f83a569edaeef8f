using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Signals;

namespace FollowUpAgent.Decisions.Guarding;

/// <summary>Some of the contacts: those that have, for each of some facts, one of its values.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Values">By fact, the values; compared without regard to case.</param>
internal sealed record Segment(string Key, IReadOnlyDictionary<string, IReadOnlyList<string>> Values)
{
    /// <summary>The words of a fact that has only some; null where any text will do.</summary>
    public static IReadOnlyList<string>? WordsOf(string fact) => fact switch
    {
        SegmentFacts.Recency => DecisionContext.Recencies,
        SegmentFacts.Frequency => DecisionContext.Frequencies,
        "company" or "elsewhere" => [SegmentFacts.Word(true), SegmentFacts.Word(false)],
        _ => null,
    };

    /// <summary>Whether a contact is one of them. What is not known of it is no value.</summary>
    public bool Holds(SegmentFacts facts) => Values.All(v => facts.Of(v.Key) is { } value && Has(v.Value, value));

    /// <summary>Whether a list of values has this one.</summary>
    public static bool Has(IReadOnlyList<string> values, string value) => values.Contains(value, StringComparer.OrdinalIgnoreCase);

    /// <summary>The segment as configured; free of faults.</summary>
    public static Segment From(string key, SegmentOptions options)
    {
        var values = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (fact, given) in Given(options))
        {
            values[fact] = given;
        }

        return new Segment(key, values);
    }

    /// <summary>What is given, by fact.</summary>
    public static IEnumerable<(string Fact, IReadOnlyList<string> Values)> Given(SegmentOptions options)
    {
        IEnumerable<(string Fact, string?[]? Values)> all =
        [
            ("language", options.Language),
            ("country", options.Country),
            ("company", options.Company is { } company ? [SegmentFacts.Word(company)] : null),
            ("elsewhere", options.Elsewhere is { } elsewhere ? [SegmentFacts.Word(elsewhere)] : null),
            (SegmentFacts.Recency, options.Recency),
            (SegmentFacts.Frequency, options.Frequency),
            .. (options.Fields ?? []).Select(f => ($"{DecisionContext.FieldPrefix}{f.Key}", f.Value)),
        ];
        return all.Where(a => a.Values is not null).Select(a => (a.Fact, (IReadOnlyList<string>)[.. a.Values!.OfType<string>()]));
    }
}

/// <summary>
/// What segments ask of a contact. Read from the contact itself and not from the context of a decision: who does not want to be profiled has
/// none there, and a rule that protects people must not pass over these. Not for several threads.
/// </summary>
internal sealed class SegmentFacts(Contact contact, Engagement engagement, DateTimeOffset now)
{
    /// <summary>When the contact last engaged.</summary>
    public const string Recency = "recency";

    /// <summary>How often it engaged.</summary>
    public const string Frequency = "frequency";

    private Dictionary<string, string>? fields;

    /// <summary>A fact, or null where it is not known.</summary>
    public string? Of(string fact) => fact switch
    {
        "language" => contact.Language,
        "country" => contact.Country,
        "company" => Word(contact.Company is not null),
        "elsewhere" => Word(contact.FromElsewhere),
        Recency => DecisionContext.RecencyOf(contact, engagement, now),
        Frequency => DecisionContext.FrequencyOf(contact, engagement),
        _ => Fields.GetValueOrDefault(fact),
    };

    /// <summary>Whether the contact is one of a segment.</summary>
    public bool IsIn(Segment segment) => segment.Holds(this);

    /// <summary>How a yes or no reads.</summary>
    public static string Word(bool claim) => claim ? "true" : "false";

    private Dictionary<string, string> Fields => fields ??= ReadFields();

    private Dictionary<string, string> ReadFields()
    {
        var read = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        using var document = JsonDocument.Parse(contact.Fields);
        foreach (var field in document.RootElement.EnumerateObject())
        {
            read[$"{DecisionContext.FieldPrefix}{field.Name}"] = field.Value.ToString();
        }

        return read;
    }
}
