namespace FollowUpAgent.Hosting.Api;

/// <summary>The JSON API on the private listener (<c>Api</c>).</summary>
internal sealed class ApiOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Api";

    /// <summary>The keys that may call, by id. Only hashes are stored; <c>followup key</c> makes one. Default: none, the API is closed.</summary>
    public Dictionary<string, ApiKeyOptions> Keys { get; init; } = [];

    /// <summary>Most requests a second for one key. Default: 100; 1 to 10,000.</summary>
    public int PerSecond { get; init; } = 100;

    /// <summary>How long the answer to a write with an <c>Idempotency-Key</c> is kept for its repeats. Default: 1 day; 1 hour to 7 days.</summary>
    public TimeSpan KeepAnswersFor { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Everything that is wrong with the section.</summary>
    public IEnumerable<Fault> Faults()
    {
        if (KeepAnswersFor < TimeSpan.FromHours(1) || KeepAnswersFor > TimeSpan.FromDays(7))
        {
            yield return new Fault($"{Section}:KeepAnswersFor", $"{KeepAnswersFor:c}", "01:00:00 to 7.00:00:00");
        }

        if (PerSecond is < 1 or > 10_000)
        {
            yield return new Fault($"{Section}:PerSecond", $"{PerSecond}", "1 to 10000");
        }

        foreach (var (id, key) in Keys)
        {
            if (key.Sha256.Length != 64 || !key.Sha256.All(char.IsAsciiHexDigit))
            {
                yield return new Fault($"{Section}:Keys:{id}:Sha256", null, "the 64 hexadecimal digits that 'followup key' printed");
            }

            foreach (var scope in key.Scopes.Where(s => !Enum.TryParse<ApiScope>(s, ignoreCase: true, out _)))
            {
                yield return new Fault($"{Section}:Keys:{id}:Scopes", scope, "one of read, enroll, admin");
            }
        }
    }
}

/// <summary>One API key as configured: its hash, what it may do and until when.</summary>
internal sealed class ApiKeyOptions
{
    /// <summary>SHA-256 of the whole key, in hexadecimal.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>What the key may do: read, enroll, admin. Default: none.</summary>
    public string[] Scopes { get; init; } = [];

    /// <summary>From this moment on the key is refused. Default: never.</summary>
    public DateTimeOffset? Expires { get; init; }
}

/// <summary>What an API key may do; each includes the ones before it.</summary>
internal enum ApiScope
{
    /// <summary>Look, change nothing.</summary>
    Read,

    /// <summary>Add contacts and enroll them.</summary>
    Enroll,

    /// <summary>Everything.</summary>
    Admin,
}
