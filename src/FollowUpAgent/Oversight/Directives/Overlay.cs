namespace FollowUpAgent.Oversight.Directives;

/// <summary>Lays directives over the configuration, in their order.</summary>
internal static class Overlay
{
    /// <summary>The configuration with these changes over it, the later over the earlier.</summary>
    public static IConfiguration Of(IConfiguration configuration, IEnumerable<IReadOnlyDictionary<string, string?>> changes)
    {
        var values = new Dictionary<string, string?>(configuration.AsEnumerable(), StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in changes.SelectMany(c => c))
        {
            if (value is null)
            {
                values.Keys.Where(known => IsAtOrBelow(known, key)).ToList().ForEach(known => values.Remove(known));
                continue;
            }

            values[key] = value;
        }

        return new ConfigurationBuilder().AddInMemoryCollection(values).Build();
    }

    /// <summary>Every value that the configuration has at or below these keys.</summary>
    public static IReadOnlyDictionary<string, string?> Below(IConfiguration configuration, IEnumerable<string> keys)
    {
        var asked = keys.ToList();
        return configuration.AsEnumerable().Where(v => v.Value is not null && asked.Exists(key => IsAtOrBelow(v.Key, key)))
            .ToDictionary(v => v.Key, v => v.Value, StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsAtOrBelow(string key, string other) =>
        key.Equals(other, StringComparison.OrdinalIgnoreCase) || key.StartsWith($"{other}:", StringComparison.OrdinalIgnoreCase);
}
