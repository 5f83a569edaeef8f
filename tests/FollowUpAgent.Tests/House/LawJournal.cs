using FollowUpAgent.Storage;

namespace FollowUpAgent.Tests.House;

/// <summary>
/// Lets the database itself write down every step of a message, every end of an enrollment and every suppression, in its own order and
/// inside the step's transaction. What a worker believes has no part in it.
/// </summary>
internal static class LawJournal
{
    /// <summary>Adds the journal; from here on it grows with every step.</summary>
    public static Task InstallAsync(Database database) => database.AloneAsync(
        async session =>
        {
            var key = session.Dialect is SqliteDialect ? "INTEGER PRIMARY KEY AUTOINCREMENT" : "bigserial PRIMARY KEY";
            await session.ExecuteAsync(
                $"""
                CREATE TABLE law_journal (
                    seq {key}, kind text NOT NULL, id text NOT NULL, contact text NULL, was text NULL, became text NULL,
                    owner text NULL, fence_was bigint NULL, fence bigint NULL, lease_was bigint NULL, at bigint NOT NULL)
                """);
            await session.ExecuteAsync("CREATE INDEX law_journal_of_contact ON law_journal (contact)");
            foreach (var watch in Watches)
            {
                await session.ExecuteAsync(session.Dialect is SqliteDialect ? OnSqlite(watch, session.Dialect) : OnPostgres(watch, session.Dialect));
            }
        },
        CancellationToken.None);

    private static readonly Watch[] Watches =
    [
        new(
            "message",
            "UPDATE ON message",
            "OLD.state <> NEW.state OR OLD.fence <> NEW.fence",
            "CAST(NEW.id AS text), CAST(NEW.contact_id AS text), OLD.state, NEW.state, NEW.owner, OLD.fence, NEW.fence, OLD.lease_until"),
        new(
            "enrollment",
            "UPDATE ON enrollment",
            "OLD.state <> NEW.state",
            "CAST(NEW.id AS text), CAST(NEW.contact_id AS text), OLD.state, NEW.state, NULL, NULL, NULL, NULL"),
        new(
            "suppression",
            "INSERT ON suppression",
            "NEW.reason IS NOT NULL",
            "NEW.reason, (SELECT CAST(id AS text) FROM contact WHERE address_key = NEW.address_key), NULL, NULL, NULL, NULL, NULL, NULL"),
    ];

    private static string OnSqlite(Watch watch, Dialect dialect) =>
        $"CREATE TRIGGER law_{watch.Kind} AFTER {watch.Event} WHEN {watch.When} BEGIN {Write(watch, dialect)}; END";

    private static string OnPostgres(Watch watch, Dialect dialect) =>
        $"""
        CREATE FUNCTION law_{watch.Kind}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {Write(watch, dialect)}; RETURN NULL; END $$;
        CREATE TRIGGER law_{watch.Kind} AFTER {watch.Event} FOR EACH ROW WHEN ({watch.When}) EXECUTE FUNCTION law_{watch.Kind}();
        """;

    private static string Write(Watch watch, Dialect dialect) =>
        $"""
        INSERT INTO law_journal (kind, id, contact, was, became, owner, fence_was, fence, lease_was, at)
        VALUES ('{watch.Kind}', {watch.Values}, {dialect.NowMicros})
        """;

    /// <summary>A change that is written down.</summary>
    private sealed record Watch(string Kind, string Event, string When, string Values);
}
