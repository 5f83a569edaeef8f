using FollowUpAgent.Storage;

namespace FollowUpAgent.Tests.House;

/// <summary>
/// Reads the tables, and the <see cref="LawJournal"/> where there is one, and says which laws of sending were broken, by which row.
/// Whatever befell the workers, the list is empty.
/// </summary>
internal static class LawChecker
{
    /// <summary>Every breach, as the law's name and the row that broke it.</summary>
    /// <param name="database">The database of the run; nothing else writes to it meanwhile.</param>
    /// <param name="arrivals">The Message-IDs that truly arrived, repeats included; or null where nobody counted.</param>
    public static async Task<List<string>> FindBreachesAsync(Database database, IEnumerable<string>? arrivals = null)
    {
        return await database.ReadAsync(
            async session =>
            {
                var breaches = new List<string>();
                foreach (var law in await HasJournalAsync(session) ? [.. Laws.OfTables, .. Laws.OfHistory] : Laws.OfTables)
                {
                    breaches.AddRange((await session.QueryAsync<string>(law.Breaches)).Select(row => $"{law.Name}: {row}"));
                }

                breaches.AddRange(arrivals is null ? [] : await OfArrivalsAsync(session, arrivals));
                return breaches;
            },
            CancellationToken.None);
    }

    // What arrived was begun, no more often than begun; what is recorded as sent has arrived.
    private static async Task<List<string>> OfArrivalsAsync(Session session, IEnumerable<string> arrivals)
    {
        var came = arrivals.Select(id => id.Trim('<', '>')).CountBy(id => id).ToDictionary();
        var begun = (await session.QueryAsync<BegunRow>(Begun)).ToDictionary(r => r.HeaderId);
        var untold = came.Where(c => c.Value > (begun.GetValueOrDefault(c.Key)?.MaybeSent ?? 0)).Select(c => $"{Laws.ArrivedUnbegun}: {c.Key}");
        var missing = begun.Values.Where(r => r.State == "sent" && !came.ContainsKey(r.HeaderId)).Select(r => $"{Laws.SentNotArrived}: {r.HeaderId}");
        return [.. untold, .. missing];
    }

    private static async Task<bool> HasJournalAsync(Session session) => session.Dialect is SqliteDialect
        ? await session.QueryValueAsync<int>("SELECT COUNT(*) FROM sqlite_master WHERE name = 'law_journal'") == 1
        : await session.QueryValueAsync<bool>("SELECT to_regclass('law_journal') IS NOT NULL");

    private const string Begun =
        """
        SELECT m.header_id, m.state, COUNT(a.number) AS maybe_sent
        FROM message m
        LEFT JOIN attempt a ON a.message_id = m.id AND (a.outcome IS NULL OR a.outcome IN ('accepted', 'unknown'))
        GROUP BY m.id, m.header_id, m.state
        """;

    private sealed class BegunRow
    {
        public string HeaderId { get; set; } = "";

        public string State { get; set; } = "";

        public int MaybeSent { get; set; }
    }
}
