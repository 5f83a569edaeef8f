using System.Text.Json;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Oversight.Directives;

/// <summary>Names a directive.</summary>
internal readonly record struct DirectiveId(Guid Value) : IId<DirectiveId>
{
    /// <inheritdoc />
    public static DirectiveId From(Guid value) => new(value);

    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}

/// <summary>A dated decision of a person laid over the configuration. Ended once, never edited.</summary>
internal sealed record Directive
{
    /// <summary>The directive's id.</summary>
    public DirectiveId Id { get; init; }

    /// <summary>Who made it.</summary>
    public string Person { get; init; } = "";

    /// <summary>Why.</summary>
    public string Reason { get; init; } = "";

    /// <summary>From when it holds.</summary>
    public DateTimeOffset FromAt { get; init; }

    /// <summary>Until when, or null for as long as nobody ends it.</summary>
    public DateTimeOffset? UntilAt { get; init; }

    /// <summary>When it was made; later ones lie over earlier ones.</summary>
    public DateTimeOffset MadeAt { get; init; }

    /// <summary>Configuration key to value, as a JSON object; null takes a key out with all below it.</summary>
    public string Changes { get; init; } = "{}";

    /// <summary>What the configuration said at and below these keys when it was made, as a JSON object.</summary>
    public string Seen { get; init; } = "{}";

    /// <summary>When it was ended by a person, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who ended it, or null.</summary>
    public string? EndedBy { get; init; }

    /// <summary>Why they did, or null.</summary>
    public string? EndReason { get; init; }

    /// <summary><see cref="Changes"/>, read; keys in any case.</summary>
    public IReadOnlyDictionary<string, string?> ByKey => Parse(Changes);

    /// <summary>Whether it is in force at this moment.</summary>
    public bool HoldsAt(DateTimeOffset now) => FromAt <= now && !(UntilAt <= now) && !(EndedAt <= now);

    /// <summary>The keys about which the configuration says something else by now, each with what it said then.</summary>
    public IEnumerable<(string Key, string? Seen, string? Now)> ContradictedBy(IConfiguration configuration)
    {
        var (then, today) = (Parse(Seen), Overlay.Below(configuration, ByKey.Keys));
        return then.Keys.Union(today.Keys, StringComparer.OrdinalIgnoreCase)
            .Select(key => (key, then.GetValueOrDefault(key), today.GetValueOrDefault(key)))
            .Where(k => k.Item2 != k.Item3);
    }

    /// <summary>Keys and values as the row holds them.</summary>
    public static string Write(IEnumerable<KeyValuePair<string, string?>> values) =>
        JsonSerializer.Serialize(values.OrderBy(v => v.Key, StringComparer.Ordinal).ToDictionary(v => v.Key, v => v.Value));

    private static Dictionary<string, string?> Parse(string json) =>
        new(JsonSerializer.Deserialize<Dictionary<string, string?>>(json)!, StringComparer.OrdinalIgnoreCase);
}
