using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Signals;

/// <summary>The SQL of whole histories: all that contacts ever did, streamed, because one of them may have done it a million times.</summary>
internal static class SignalHistoryStore
{
    /// <summary>Tells every signal of these contacts, contact after contact and each oldest first; what is from the future is left out.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="contacts">Which contacts.</param>
    /// <param name="now">Until when, included.</param>
    /// <param name="heard">Told each.</param>
    public static Task ReadHistoriesAsync(this Session session, ContactSpan contacts, DateTimeOffset now, Action<PastSignal> heard) => session.StreamAsync(
        Histories(contacts.Condition(session.Dialect, "contact_id")),
        contacts.Parameters(now),
        row => heard(new PastSignal(
            new ContactId(row.GetGuid(0)), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.IsDBNull(3) ? null : row.GetGuid(3), row.GetInt64(4))));

    /// <summary>How many contacts of these companies did something since a moment, by company; of all companies where none are given.</summary>
    public static async Task<Dictionary<string, long>> CountActiveByCompanyAsync(this Session session, IReadOnlyCollection<string>? companies, DateTimeOffset since)
    {
        var only = companies is null ? "c.company_key IS NOT NULL" : session.Dialect.In("c.company_key", "companies");
        var rows = await session.QueryAsync<CompanyRow>(Active(only), new { companies = companies?.ToArray(), since });
        return rows.ToDictionary(r => r.Company, r => r.Count, StringComparer.Ordinal);
    }

    private static string Histories(string condition) =>
        $"""
        SELECT contact_id, kind, name, subject, occurred_at
        FROM signal
        WHERE {condition} AND occurred_at <= @now
        ORDER BY contact_id, occurred_at
        """;

    private static string Active(string only) =>
        $"""
        SELECT c.company_key AS company, COUNT(*) AS count
        FROM contact c
        WHERE {only} AND EXISTS (SELECT 1 FROM signal s WHERE s.contact_id = c.id AND s.occurred_at > @since)
        GROUP BY c.company_key
        """;

    private sealed class CompanyRow
    {
        public string Company { get; set; } = "";

        public long Count { get; set; }
    }
}

/// <summary>A signal as its history tells it.</summary>
/// <param name="Contact">Who.</param>
/// <param name="Kind">What, as <see cref="SignalKind"/>.</param>
/// <param name="Name">The group of the page, the name of the event; or null.</param>
/// <param name="Subject">The message it was about, or null.</param>
/// <param name="At">When, in microseconds since 1970 UTC.</param>
internal readonly record struct PastSignal(ContactId Contact, string Kind, string? Name, Guid? Subject, long At);
