using FollowUpAgent.Contacts;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.LostLeads;

/// <summary>The SQL of revivals and dismissals.</summary>
internal static class RevivalStore
{
    private const string Columns =
        "id, contact_id, kind, probability, sequence, enrollment_id, person, forecast, features, moment_at, begun_at, until_at";

    /// <summary>Begins a revival, unless the contact was tried since a moment; the caller holds the contact.</summary>
    public static async Task<bool> AddRevivalAsync(this Session session, Revival revival, DateTimeOffset unlessSince) =>
        await session.ExecuteAsync(
            Add,
            new
            {
                revival.Id,
                revival.ContactId,
                revival.Kind,
                revival.Probability,
                revival.Sequence,
                revival.Person,
                revival.Forecast,
                revival.Features,
                revival.MomentAt,
                revival.BegunAt,
                revival.UntilAt,
                unlessSince,
            }) == 1;

    /// <summary>Notes what became of enrolling.</summary>
    public static Task<int> NoteEnrolledAsync(this Session session, RevivalId id, EnrollmentId? enrollment, string? refused) => session.ExecuteAsync(
        "UPDATE revival SET enrollment_id = @enrollment, refused = @refused WHERE id = @id", new { id, enrollment = enrollment?.Value, refused });

    /// <summary>Revivals to be written to that were not enrolled: a worker went away between the two.</summary>
    public static Task<List<Revival>> FindUnenrolledAsync(this Session session, DateTimeOffset now, int most) => session.QueryAsync<Revival>(
        $"SELECT {Columns} FROM revival WHERE closed_at IS NULL AND until_at > @now AND kind = 'written' AND enrollment_id IS NULL AND refused IS NULL ORDER BY until_at LIMIT @most",
        new { now, most });

    /// <summary>How many the agent began since a moment, and how many of them are phoned.</summary>
    public static Task<BegunCount> CountBegunAsync(this Session session, DateTimeOffset since) => session.QueryValueAsync<BegunCount>(
        "SELECT COUNT(*) AS begun, COUNT(CASE WHEN kind = 'phoned' THEN 1 END) AS phoned FROM revival WHERE begun_at >= @since AND person IS NULL", new { since });

    /// <summary>Revivals whose time is over and of which it is not written down what they brought.</summary>
    public static Task<List<Revival>> FindToCloseAsync(this Session session, DateTimeOffset now, int most) => session.QueryAsync<Revival>(
        $"SELECT {Columns} FROM revival WHERE closed_at IS NULL AND until_at <= @now ORDER BY until_at LIMIT @most", new { now, most });

    /// <summary>What these contacts did, or what came from them, since a moment; machines apart.</summary>
    public static Task<List<HappenedRow>> FindHappenedAsync(this Session session, IEnumerable<ContactId> contacts, DateTimeOffset since) =>
        session.QueryAsync<HappenedRow>(Happened(session.Dialect), new { ids = contacts.Select(c => c.Value).Distinct().ToArray(), since });

    /// <summary>Writes down what revivals brought.</summary>
    public static Task<IReadOnlyList<int>> CloseRevivalsAsync(this Session session, IReadOnlyList<ClosedRevival> closed, DateTimeOffset now) => session.ExecuteEachAsync(
        "UPDATE revival SET closed_at = @now, value = @Value, outcomes = @Outcomes WHERE id = @Id AND closed_at IS NULL",
        [.. closed.Select(c => new { Id = c.Id.Value, c.Value, c.Outcomes, now = Micros.From(now) })]);

    /// <summary>What can be learned from, the newest first: written to or left alone, and over.</summary>
    public static Task<List<LearnedRow>> FindLearnableAsync(this Session session, DateTimeOffset since, int most) =>
        session.QueryAsync<LearnedRow>(Learnable, new { since, most });

    /// <summary>Notes that somebody is no lead.</summary>
    public static Task<int> DismissAsync(this Session session, ContactId contact, string person, string reason, DateTimeOffset now) =>
        session.ExecuteAsync(Dismiss, new { contact, person, reason, now });

    /// <summary>What began in a time, and what those that began since a moment and are over brought, by kind.</summary>
    public static Task<List<RevivalSum>> SumRevivalsAsync(this Session session, DateTimeOffset from, DateTimeOffset until, DateTimeOffset since) =>
        session.QueryAsync<RevivalSum>(Sum, new { from, until, since });

    private const string Add =
        """
        INSERT INTO revival (id, contact_id, kind, probability, sequence, person, forecast, features, moment_at, begun_at, until_at)
        SELECT @Id, @ContactId, @Kind, @Probability, @Sequence, @Person, @Forecast, @Features, @MomentAt, @BegunAt, @UntilAt
        WHERE NOT EXISTS (SELECT 1 FROM revival r WHERE r.contact_id = @ContactId AND r.begun_at > @unlessSince)
        """;

    private static string Happened(Dialect dialect) =>
        $"""
        SELECT contact_id, kind, negative, occurred_at
        FROM event
        WHERE {dialect.In("contact_id", "ids")} AND occurred_at >= @since AND NOT machine AND NOT withdrawn
        """;

    // Where enrolling was refused after the draw, what followed says nothing of writing.
    private const string Learnable =
        """
        SELECT kind, features, outcomes
        FROM revival
        WHERE begun_at > @since AND closed_at IS NOT NULL AND kind IN ('written', 'held') AND refused IS NULL
        ORDER BY begun_at DESC, id
        LIMIT @most
        """;

    // Where enrolling was refused after the draw, nobody wrote; the draw itself was fair, but that row says nothing.
    private const string Sum =
        """
        SELECT kind,
               COUNT(CASE WHEN begun_at >= @from THEN 1 END) AS begun,
               COUNT(CASE WHEN closed_at < @until THEN 1 END) AS closed,
               COALESCE(SUM(CASE WHEN closed_at < @until THEN value END), 0) AS value,
               COALESCE(SUM(CASE WHEN closed_at < @until THEN value * value END), 0) AS squares,
               COUNT(CASE WHEN closed_at < @until AND value <> 0 THEN 1 END) AS rewarded
        FROM revival
        WHERE begun_at >= @since AND begun_at < @until AND refused IS NULL
        GROUP BY kind
        """;

    private const string Dismiss =
        """
        INSERT INTO lead_dismissal (contact_id, person, reason, dismissed_at)
        VALUES (@contact, @person, @reason, @now)
        ON CONFLICT (contact_id) DO UPDATE
        SET person = excluded.person, reason = excluded.reason, dismissed_at = excluded.dismissed_at
        """;
}

/// <summary>How many revivals began.</summary>
internal sealed class BegunCount
{
    public int Begun { get; set; }

    public int Phoned { get; set; }
}

/// <summary>Something that happened.</summary>
internal sealed class HappenedRow
{
    public ContactId ContactId { get; set; }

    public string Kind { get; set; } = "";

    public bool Negative { get; set; }

    public DateTimeOffset OccurredAt { get; set; }
}

/// <summary>What a revival brought.</summary>
internal sealed record ClosedRevival(RevivalId Id, double Value, string Outcomes);

/// <summary>A revival to learn from.</summary>
internal sealed class LearnedRow
{
    public string Kind { get; set; } = "";

    public string Features { get; set; } = "";

    public string Outcomes { get; set; } = "";
}

/// <summary>Revivals of one kind, added up.</summary>
internal sealed class RevivalSum
{
    public string Kind { get; set; } = "";

    public long Begun { get; set; }

    public long Closed { get; set; }

    public double Value { get; set; }

    public double Squares { get; set; }

    public long Rewarded { get; set; }
}
