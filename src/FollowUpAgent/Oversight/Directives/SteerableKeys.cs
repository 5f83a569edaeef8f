using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Oversight.Directives;

/// <summary>Which settings people may change while the agent runs. The others need the settings file: they hang on more than a number.</summary>
internal static class SteerableKeys
{
    private static readonly string[][] Allowed =
    [
        .. new[]
        {
            "Outcomes:*:Weight", "Outcomes:*:Segments", "Goals", "Guardrails", "Autonomy", "Segments",
            "Limits:PerDomainPerDay", "Limits:Domains", "Senders:*:PerDay",
        }.Select(key => key.Split(':')),
    ];

    /// <summary>Whether a key belongs to a section of which something may be changed.</summary>
    public static bool IsInSection(string key) => Allowed.Any(a => IsAt(key.Split(':'), a[..1]));

    /// <summary>What is wrong with these keys: not to be changed at run time, read by nobody, or of an outcome, sender or sequence that there is none of.</summary>
    public static IEnumerable<Fault> FaultsOf(IEnumerable<string> keys, IServiceProvider house)
    {
        var sections = house.GetServices<IFaultSource>().SelectMany(room => room.Sections).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var key in keys)
        {
            var parts = key.Split(':');
            if (!Allowed.Any(a => IsAt(parts, a)) || !sections.Contains(parts[0]))
            {
                yield return new Fault(key, "a key of a directive", "one of " + string.Join(", ", Allowed.Where(a => sections.Contains(a[0])).Select(a => string.Join(':', a))));
            }
            else if (NamesOf(parts, house) is { } known && !known.Contains(NameIn(parts), StringComparer.Ordinal))
            {
                yield return new Fault(key, NameIn(parts), $"one of {string.Join(", ", known)}");
            }
        }
    }

    // A misspelt outcome would be a new one, and a weight of it would do nothing.
    private static IReadOnlyList<string>? NamesOf(string[] parts, IServiceProvider house) => parts switch
    {
        [var first, _, ..] when Is(first, "Outcomes") => [.. house.GetRequiredService<OutcomeCatalog>().All.Select(o => o.Key)],
        [var first, _, ..] when Is(first, "Senders") => [.. house.GetRequiredService<SequenceCatalog>().Senders.Select(s => s.Key)],
        [var first, var second, _, ..] when Is(first, "Autonomy") && Is(second, "Sequences") => [.. house.GetRequiredService<SequenceCatalog>().All.Select(s => s.Key)],
        _ => null,
    };

    private static string NameIn(string[] parts) => Is(parts[0], "Autonomy") ? parts[2] : parts[1];

    private static bool IsAt(string[] parts, string[] pattern) =>
        parts.Length >= pattern.Length && pattern.Zip(parts).All(p => p.First == "*" || Is(p.First, p.Second));

    private static bool Is(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
