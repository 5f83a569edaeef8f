using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>The counters of mails and of what they cost, by kind, name and day: what caps, shares and budgets are sums of.</summary>
internal static class Counters
{
    /// <summary>What was counted, by kind; what never was is missing.</summary>
    /// <param name="session">A session.</param>
    /// <param name="kinds">Which.</param>
    /// <param name="name">Of which name, or null for all.</param>
    /// <param name="from">The first day.</param>
    /// <param name="until">The day after the last.</param>
    public static async Task<Dictionary<string, long>> SumCountersAsync(this Session session, string[] kinds, string? name, DateOnly from, DateOnly until) =>
        (await session.QueryAsync<Sum>(
            $"""
            SELECT kind, CAST(SUM(used) AS bigint) AS used
            FROM send_counter
            WHERE {session.Dialect.In("kind", "kinds")} AND day >= @from AND day < @until {(name is null ? "" : "AND name = @name")}
            GROUP BY kind
            """,
            new { kinds, name, from = Caps.Text(from), until = Caps.Text(until) })).ToDictionary(s => s.Kind, s => s.Used, StringComparer.Ordinal);

    /// <summary>The same over the last days, today the last of them.</summary>
    public static Task<Dictionary<string, long>> SumCountersAsync(this Session session, string[] kinds, string? name, TimeSpan within, DateTimeOffset now) =>
        session.SumCountersAsync(kinds, name, Caps.DayOf(now - within + TimeSpan.FromDays(1)), DateOnly.MaxValue);

    /// <summary>Holds a name until the commit: who else asks for it waits, and what the sums say stays true. Several are taken in the order of their names.</summary>
    public static Task HoldCounterAsync(this Session session, string kind, string name) => session.ExecuteAsync(Hold, new { kind, name });

    /// <summary>Adds to a day's counter; less than 0 takes back.</summary>
    public static Task AddToCounterAsync(this Session session, string kind, string name, DateTimeOffset at, int count) =>
        session.ExecuteAsync(Add, new { kind, name, day = Caps.Text(Caps.DayOf(at)), count });

    private const string Hold =
        """
        INSERT INTO send_counter AS c (kind, name, day, used)
        VALUES (@kind, @name, '', 0)
        ON CONFLICT (kind, name, day) DO UPDATE SET used = c.used
        """;

    private const string Add =
        """
        INSERT INTO send_counter AS c (kind, name, day, used)
        VALUES (@kind, @name, @day, @count)
        ON CONFLICT (kind, name, day) DO UPDATE SET used = c.used + excluded.used
        """;

    private sealed class Sum
    {
        public string Kind { get; set; } = "";

        public long Used { get; set; }
    }
}
