using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Sequences;

/// <content>How workers share what is due.</content>
internal static partial class SequenceStore
{
    /// <summary>Takes enrollments whose step is due, oldest first.</summary>
    public static Task<List<Enrollment>> ClaimWaitingAsync(this Session session, DateTimeOffset now, int most, TimeSpan lease) =>
        session.QueryAsync<Enrollment>(
            Claim(session.Dialect, "state = 'waiting' AND due_at <= @now", "due_at"), new { now, most, Lease = lease.Ticks / TimeSpan.TicksPerMicrosecond });

    /// <summary>Takes enrollments of one sender whose slot has begun, in the order in which they fell due.</summary>
    public static Task<List<Enrollment>> ClaimDecidedAsync(this Session session, string sender, DateTimeOffset now, int most, TimeSpan lease) =>
        session.QueryAsync<Enrollment>(
            Claim(session.Dialect, DecidedOfSender, "due_at"), new { sender, now, most, Lease = lease.Ticks / TimeSpan.TicksPerMicrosecond });

    /// <summary>Takes those of one group, most worthy first: in treatment follow-ups before first mails and then by expected gain, else by due time.</summary>
    public static Task<List<Enrollment>> ClaimDecidedAsync(
        this Session session, string sender, Group group, DateTimeOffset now, int most, TimeSpan lease) =>
        session.QueryAsync<Enrollment>(
            Claim(session.Dialect, $"{DecidedOfSender} AND group_name = @group", group is Group.Treatment ? ByWorth : "due_at"),
            new { sender, group = group.ToText(), now, most, Lease = lease.Ticks / TimeSpan.TicksPerMicrosecond });

    /// <summary>Takes enrollments of one sender whose slot is over: they lapse.</summary>
    public static Task<List<Enrollment>> ClaimOverdueAsync(this Session session, string sender, DateTimeOffset now, int most, TimeSpan lease) =>
        session.QueryAsync<Enrollment>(
            Claim(session.Dialect, $"{DecidedOfSender} AND slot_until <= @now", "due_at"),
            new { sender, now, most, Lease = lease.Ticks / TimeSpan.TicksPerMicrosecond });

    /// <summary>Takes enrollments about which a person was asked and whose time for the answer is over.</summary>
    public static Task<List<Enrollment>> ClaimAskedAsync(this Session session, DateTimeOffset now, int most, TimeSpan lease) =>
        session.QueryAsync<Enrollment>(
            Claim(session.Dialect, "state = 'asked' AND due_at <= @now", "due_at"), new { now, most, Lease = lease.Ticks / TimeSpan.TicksPerMicrosecond });

    /// <summary>How many enrollments of a sender have a slot that has begun, by group; counted up to a limit in all.</summary>
    public static async Task<Dictionary<Group, int>> CountDecidedAsync(this Session session, string sender, DateTimeOffset now, int most) =>
        (await session.QueryAsync<GroupCount>(CountDecided, new { sender, now, most })).ToDictionary(c => GroupText.Parse(c.GroupName), c => c.Due);

    /// <summary>The first enrollments in the order in which a sender's slots are taken: of one group where capacity is scarce, else of all.</summary>
    public static Task<List<EnrollmentId>> FindFirstDecidedAsync(this Session session, string sender, Group? group, DateTimeOffset now, int most) =>
        session.QueryAsync<EnrollmentId>(
            $"SELECT id FROM enrollment WHERE {DecidedOfSender} {(group is null ? "" : "AND group_name = @group")} ORDER BY {(group is Group.Treatment ? ByWorth : "due_at")} LIMIT @most",
            new { sender, group = group?.ToText(), now, most });

    /// <summary>Puts off what is due of a sender until its capacity is free again or its slot ends, whichever comes first.</summary>
    /// <returns>How many it put off; a large backlog takes several turns.</returns>
    public static Task<int> PutOffDecidedAsync(this Session session, string sender, DateTimeOffset now, DateTimeOffset freeAt, int most) =>
        session.ExecuteAsync(PutOff(session.Dialect), new { sender, now, freeAt, most });

    /// <summary>Takes enrollments that were stopped with a slot drawn, each once: in the same transaction their rounds are to be closed.</summary>
    public static Task<List<Enrollment>> TakeStoppedAsync(this Session session, int most) =>
        session.QueryAsync<Enrollment>(TakeStopped(session.Dialect), new { most });

    /// <summary>Notes that planning a claimed enrollment threw; it is tried again after a pause, and held for a person after so many tries.</summary>
    /// <returns>The number of tries that failed; 0 where it is not ours any more.</returns>
    public static async Task<int> FailAsync(this Session session, Enrollment claimed, string reason, TimeSpan pause, int mostTries) =>
        await session.QuerySingleOrDefaultAsync<int?>(
            Fail(session.Dialect.NowMicros),
            new { claimed.Id, claimed.Fence, reason, mostTries, Pause = pause.Ticks / TimeSpan.TicksPerMicrosecond }) ?? 0;

    internal const string DecidedOfSender = "state = 'decided' AND sender = @sender AND due_at <= @now";

    // The words of the index enrollment_worth: said otherwise, the whole backlog would be sorted for each batch.
    internal const string ByWorth = "CASE WHEN step_number > 0 THEN 0 ELSE 1 END, COALESCE(expected_gain, -1e300) DESC, due_at";

    // In the order of due times: another index would give one group after the other, and a limit would cut the last ones off.
    private const string CountDecided =
        $"""
        SELECT group_name, COUNT(*) AS due
        FROM (SELECT group_name FROM enrollment WHERE {DecidedOfSender} ORDER BY due_at LIMIT @most) AS q
        GROUP BY group_name
        """;

    internal static string TakeStopped(Dialect dialect) =>
        $"""
        UPDATE enrollment
        SET slot_until = NULL
        WHERE id IN (SELECT id
                     FROM enrollment
                     WHERE state = 'ended' AND slot_until IS NOT NULL
                     ORDER BY ended_at
                     LIMIT @most
                     {dialect.SkipLocked})
        RETURNING {Columns}
        """;

    // Those that another worker is planning right now are passed over: it moves them on itself.
    private static string PutOff(Dialect dialect) =>
        $"""
        UPDATE enrollment
        SET due_at = CASE WHEN slot_until < @freeAt THEN slot_until ELSE @freeAt END
        WHERE id IN (SELECT id
                     FROM enrollment
                     WHERE {DecidedOfSender} AND slot_until > @now AND lease_until <= {dialect.NowMicros}
                     ORDER BY due_at
                     LIMIT @most
                     {dialect.SkipLocked})
        """;

    // WITH, so that the rows are chosen once: as a joined subquery PostgreSQL may run it again for each row, and lock more than it should.
    internal static string Claim(Dialect dialect, string condition, string order) =>
        $"""
        WITH q AS (
            SELECT id AS claimed_id
            FROM enrollment
            WHERE {condition} AND lease_until <= {dialect.NowMicros}
            ORDER BY {order}
            LIMIT @most
            {dialect.SkipLocked})
        UPDATE enrollment AS e
        SET fence = e.fence + 1, lease_until = {dialect.NowMicros} + @Lease
        FROM q
        WHERE e.id = q.claimed_id
        RETURNING {Columns}
        """;

    private static string Fail(string now) =>
        $"""
        UPDATE enrollment
        SET failures = failures + 1,
            lease_until = {now} + @Pause,
            state = CASE WHEN failures + 1 >= @mostTries THEN 'paused' ELSE state END,
            reason = CASE WHEN failures + 1 >= @mostTries THEN @reason ELSE reason END,
            due_at = CASE WHEN failures + 1 >= @mostTries THEN NULL ELSE due_at END
        WHERE id = @Id AND fence = @Fence AND state IN ('waiting', 'decided', 'asked')
        RETURNING failures
        """;

    private sealed class GroupCount
    {
        public string GroupName { get; set; } = "";

        public int Due { get; set; }
    }
}
