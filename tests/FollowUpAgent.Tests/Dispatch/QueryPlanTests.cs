using System.Text.RegularExpressions;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Oversight;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Dispatch;

/// <summary>
/// Asks the databases how they would claim from a large backlog: by an index in the right order, never by reading or sorting all of it.
/// </summary>
public sealed partial class QueryPlanTests
{
    // Large enough that a scan would cost more than the index; PLANTEST_ROWS=1000000 asks with a million.
    private static readonly int Rows = int.TryParse(Environment.GetEnvironmentVariable("PLANTEST_ROWS"), out var rows) ? rows : 50_000;

    [Theory, OnSqlite, OnPostgres]
    public async Task Claims_read_no_more_than_they_take(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind);
        await FillAsync(database);

        foreach (var (name, sql) in Claims(database.Dialect))
        {
            var plan = await ExplainAsync(database, sql);
            Assert.False(Sorted().IsMatch(plan), $"{name} sorts:\n{plan}");
            Assert.False(Scanned().IsMatch(plan), $"{name} reads a whole table:\n{plan}");
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_plan_that_sorts_or_scans_would_be_seen(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind);
        await FillAsync(database);

        Assert.Matches(Sorted(), await ExplainAsync(database, "SELECT id FROM enrollment WHERE state = 'decided' ORDER BY skips, id LIMIT 5"));
        Assert.Matches(Scanned(), await ExplainAsync(database, "SELECT id FROM message WHERE template = 'x'"));
    }

    private static IEnumerable<(string Name, string Sql)> Claims(Dialect dialect)
    {
        yield return ("waiting", SequenceStore.Claim(dialect, "state = 'waiting' AND due_at <= 500", "due_at").Replace("@most", "50"));
        yield return ("decided", SequenceStore.Claim(dialect, SequenceStore.DecidedOfSender, "due_at"));
        yield return ("by worth", SequenceStore.Claim(dialect, $"{SequenceStore.DecidedOfSender} AND group_name = 'treatment'", SequenceStore.ByWorth));
        yield return ("stopped", SequenceStore.TakeStopped(dialect));
        yield return ("contents", OutboxStore.DeleteContents);
        yield return ("message", HandOver.Claim(dialect, "lease_losses <= 2"));
        yield return ("poison", HandOver.Claim(dialect, "lease_losses > 2"));
        yield return ("recover leased", RecoveryPump.ReturnLeased(dialect.NowMicros));
        yield return ("recover sending", RecoveryPump.MarkUnknown(dialect.NowMicros));
        yield return ("queue unknown", RecoveryPump.QueueUnknown(dialect.NowMicros));
        yield return ("leave unknown", RecoveryPump.LeaveUnknown(dialect.NowMicros));
        yield return ("quarantine", RecoveryPump.Quarantine);
        yield return ("untold tasks", TaskStore.Claim(dialect).Replace("@mostTries", "20"));
        yield return ("stands down", $"SELECT c.id FROM contact c WHERE c.id = '00000001-0000-7000-8000-000000000000' AND NOT {StandDownStore.ContactStandsDown}");
    }

    private static async Task<string> ExplainAsync(Database database, string sql)
    {
        var isSqlite = database.Dialect is SqliteDialect;
        var bound = sql.Replace("@sender", "'anna'").Replace("@relay", "'default'").Replace("@owner", "'me'").Replace("@now", "500000").Replace("@Now", "500000").Replace("@before", "50").Replace("@Window", "1000")
            .Replace("@most", "50").Replace("@Lease", "60000000").Replace("@losses", "5");
        var lines = await database.WriteAsync(
            async session => isSqlite
                ? (await session.QueryAsync<SqliteStep>($"EXPLAIN QUERY PLAN {bound}")).Select(s => s.Detail)
                : await session.QueryAsync<string>($"EXPLAIN {bound}"),
            CancellationToken.None);
        return string.Join('\n', lines);
    }

    private static async Task FillAsync(Database database)
    {
        await database.WriteAsync(
            async session =>
            {
                var numbers = session.Dialect is SqliteDialect
                    ? "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @Rows) "
                    : "WITH n(i) AS (SELECT generate_series(1, @Rows)) ";
                var id = session.Dialect is SqliteDialect ? "printf('%08d-0000-7000-8000-000000000000', i)" : "CAST(lpad(CAST(i AS text), 8, '0') || '-0000-7000-8000-000000000000' AS uuid)";
                await session.ExecuteAsync(
                    "INSERT INTO enrollment (id, contact_id, sequence, entry, group_name, sender, state, step, step_number, round, due_at, slot_until, "
                    + $"expected_gain, skips, lapses, entered_at, fence, lease_until) {numbers}"
                    + $"SELECT {id}, {id}, 'hello', 1, CASE WHEN i % 10 < 8 THEN 'treatment' ELSE 'control' END, 'anna', "
                    + "CASE WHEN i % 3 = 0 THEN 'waiting' WHEN i % 3 = 1 THEN 'decided' ELSE 'ended' END, 'first', i % 2, 1, i, i + 1000, i / 7.0, 0, 0, i, 0, 0 FROM n",
                    new { Rows });
                await session.ExecuteAsync(
                    "INSERT INTO message (id, decision_id, enrollment_id, contact_id, sequence, step, variant, template, fingerprint, sender, relay, domain, "
                    + "header_id, state, due_at, slot_until, maybe_sent, attempts, crashes, lease_losses, fence, lease_until, created_at) "
                    + $"{numbers} SELECT {id}, {id}, {id}, {id}, 'hello', 'first', 'v', 't', 'f', 'anna', 'default', 'example.test', 'h', "
                    + "CASE WHEN i % 10 = 0 THEN 'queued' ELSE 'sent' END, i, i, false, 0, 0, CASE WHEN i % 1000 = 0 THEN 3 ELSE 0 END, 0, 0, i FROM n",
                    new { Rows });
                await session.ExecuteAsync(
                    "INSERT INTO task (id, contact_id, event_id, kind, text, answers, owner, opened_at, notice_tries, notice_lease, notified_at, closed_at, outcome) "
                    + $"{numbers} SELECT {id}, {id}, {id}, 'interested', 'yes', 1, 'olga@acme.test', i, 1, 0, i, CASE WHEN i % 100 = 0 THEN NULL ELSE i + 1 END, NULL FROM n",
                    new { Rows });
                await session.ExecuteAsync($"INSERT INTO quiet_time (contact_id, cause, until, since) {numbers} SELECT {id}, 'away', i, i FROM n", new { Rows });
                await session.ExecuteAsync("INSERT INTO message_content (message_id, content, created_at) SELECT id, 'text', created_at FROM message");
            },
            CancellationToken.None);
        await database.WriteAsync(s => s.ExecuteAsync("ANALYZE;"), CancellationToken.None);
    }

    // An incremental sort of ties costs nothing; a sort of the backlog does. A sort of the few chosen rows would stand above the limit.
    [GeneratedRegex(@"(^|\s)(->\s+)?Sort\b|USE TEMP B-TREE", RegexOptions.Multiline)]
    private static partial Regex Sorted();

    [GeneratedRegex(@"Seq Scan on (enrollment|message|task|quiet_time)|SCAN (enrollment|message|task|quiet_time|m|e|t)\b(?! USING (COVERING )?INDEX)")]
    private static partial Regex Scanned();

    private sealed class SqliteStep
    {
        public string Detail { get; set; } = "";
    }
}
