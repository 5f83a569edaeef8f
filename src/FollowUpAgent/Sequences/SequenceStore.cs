using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Sequences;

/// <summary>The enrollments' SQL. Every change names the state it comes from; a row that has moved on is left alone.</summary>
internal static class SequenceStore
{
    private const string Columns =
        """
        id, contact_id, sequence, entry, group_name, sender, state, exit_reason, step, step_number, round, due_at, slot_until,
        expected_gain, skips, lapses, entered_at, ended_at, fence
        """;

    /// <summary>Adds enrollments, except where (contact, sequence, entry) is there.</summary>
    /// <returns>How many were added.</returns>
    public static Task<int> AddEnrollmentsAsync(this Session session, IEnumerable<Enrollment> enrollments) => session.InsertManyAsync(new BulkRows(
        "enrollment",
        [
            "id", "contact_id", "sequence", "entry", "group_name", "sender", "state", "step", "step_number", "round", "due_at", "skips", "lapses",
            "entered_at", "fence", "lease_until",
        ],
        [
            .. enrollments.Select(e => new object?[]
            {
                e.Id.Value, e.ContactId.Value, e.Sequence, (long)e.Entry, e.GroupName, e.Sender, e.State, e.Step, (long)e.StepNumber, (long)e.Round,
                Micros.From(e.DueAt!.Value), (long)e.Skips, (long)e.Lapses, Micros.From(e.EnteredAt), e.Fence, 0L,
            }),
        ]));

    /// <summary>The enrollment with this id, or null.</summary>
    public static Task<Enrollment?> FindEnrollmentAsync(this Session session, EnrollmentId id) =>
        session.QuerySingleOrDefaultAsync<Enrollment>($"SELECT {Columns} FROM enrollment WHERE id = @id", new { id });

    /// <summary>All enrollments of these contacts, also ended ones.</summary>
    public static Task<List<Enrollment>> FindEnrollmentsAsync(this Session session, IEnumerable<ContactId> contacts) =>
        session.QueryAsync<Enrollment>(
            $"SELECT {Columns} FROM enrollment WHERE {session.Dialect.In("contact_id", "ids")} ORDER BY entered_at, id",
            new { ids = contacts.Select(c => c.Value).ToArray() });

    /// <summary>Takes enrollments whose step is due, oldest first.</summary>
    public static Task<List<Enrollment>> ClaimWaitingAsync(this Session session, DateTimeOffset now, int most, TimeSpan lease) =>
        session.QueryAsync<Enrollment>(Claim(session.Dialect, "state = 'waiting' AND due_at <= @now", "due_at"), new { now, most, Lease = lease.Ticks / TimeSpan.TicksPerMicrosecond });

    /// <summary>Takes enrollments of one sender whose slot has begun, in the order in which they fell due.</summary>
    public static Task<List<Enrollment>> ClaimDecidedAsync(this Session session, string sender, DateTimeOffset now, int most, TimeSpan lease) =>
        session.QueryAsync<Enrollment>(
            Claim(session.Dialect, DecidedOfSender, "due_at"), new { sender, now, most, Lease = lease.Ticks / TimeSpan.TicksPerMicrosecond });

    /// <summary>Takes those of one group, most worthy first: in treatment follow-ups before first mails and then by expected gain, else by due time.</summary>
    public static Task<List<Enrollment>> ClaimDecidedAsync(
        this Session session, string sender, Group group, DateTimeOffset now, int most, TimeSpan lease) =>
        session.QueryAsync<Enrollment>(
            Claim(
                session.Dialect,
                $"{DecidedOfSender} AND group_name = @group",
                group is Group.Treatment ? "CASE WHEN step_number > 0 THEN 0 ELSE 1 END, COALESCE(expected_gain, -1e300) DESC, due_at" : "due_at"),
            new { sender, group = group.ToText(), now, most, Lease = lease.Ticks / TimeSpan.TicksPerMicrosecond });

    /// <summary>How many enrollments of a sender have a slot that has begun, by group; counted up to a limit in all.</summary>
    public static async Task<Dictionary<Group, int>> CountDecidedAsync(this Session session, string sender, DateTimeOffset now, int most) =>
        (await session.QueryAsync<GroupCount>(CountDecided, new { sender, now, most })).ToDictionary(c => GroupText.Parse(c.GroupName), c => c.Due);

    /// <summary>How many enrollments are due, at a step or at a slot; counted up to a limit each.</summary>
    public static Task<int> CountDueAsync(this Session session, DateTimeOffset now, int most) => session.QueryValueAsync<int>(CountDue, new { now, most });

    /// <summary>When the next enrollment falls due after this moment, or null.</summary>
    public static Task<DateTimeOffset?> FindNextDueAsync(this Session session, DateTimeOffset now) =>
        session.QuerySingleOrDefaultAsync<DateTimeOffset?>(NextDue, new { now });

    /// <summary>Puts off what is due of a sender until its capacity is free again or its slot ends, whichever comes first.</summary>
    public static Task<int> PutOffDecidedAsync(this Session session, string sender, DateTimeOffset now, DateTimeOffset freeAt) =>
        session.ExecuteAsync(PutOff, new { sender, now, freeAt });

    /// <summary>Hands the open enrollments of senders that are not configured any more to another one.</summary>
    public static Task<int> HandSendersOverAsync(this Session session, IReadOnlyCollection<string> configured, string heir) => session.ExecuteAsync(
        $"UPDATE enrollment SET sender = @heir WHERE state <> 'ended' AND NOT ({session.Dialect.In("sender", "configured")})",
        new { configured = configured.ToArray(), heir });

    /// <summary>Moves a claimed enrollment on, if it is still ours and still where it was claimed.</summary>
    /// <returns>False where it has been stopped, or claimed by another worker, meanwhile.</returns>
    public static async Task<bool> MoveOnAsync(this Session session, Enrollment claimed, Enrollment moved) =>
        await session.ExecuteAsync(Move, new
        {
            claimed.Id,
            claimed.Fence,
            From = claimed.State,
            moved.State,
            moved.ExitReason,
            moved.Step,
            moved.StepNumber,
            moved.Round,
            moved.DueAt,
            moved.SlotUntil,
            moved.ExpectedGain,
            moved.Skips,
            moved.Lapses,
            moved.EndedAt,
        }) == 1;

    /// <summary>Ends every open enrollment of a contact for one reason.</summary>
    /// <returns>How many it ended.</returns>
    public static Task<int> StopAllAsync(this Session session, ContactId contact, ExitReason reason, DateTimeOffset now) =>
        session.ExecuteAsync(StopAll, new { contact, reason = reason.ToText(), now });

    /// <summary>Ends the open enrollments in one sequence of everybody else at a mail domain.</summary>
    /// <returns>How many it ended.</returns>
    public static Task<int> StopDomainAsync(
        this Session session, string domain, string sequence, ContactId except, ExitReason reason, DateTimeOffset now) =>
        session.ExecuteAsync(StopDomain, new { domain, sequence, except, reason = reason.ToText(), now });

    /// <summary>Ends one enrollment, if it is open.</summary>
    public static async Task<bool> StopAsync(this Session session, EnrollmentId id, ExitReason reason, DateTimeOffset now) =>
        await session.ExecuteAsync(Stop, new { id, reason = reason.ToText(), now }) == 1;

    /// <summary>Gives all claims back. Only for the one worker of an SQLite file, whose predecessor is surely gone.</summary>
    public static Task<int> ReleaseEnrollmentClaimsAsync(this Session session) =>
        session.ExecuteAsync("UPDATE enrollment SET lease_until = 0 WHERE lease_until > 0 AND state IN ('waiting', 'decided')");

    private const string DecidedOfSender = "state = 'decided' AND sender = @sender AND due_at <= @now";

    private const string CountDecided =
        $"""
        SELECT group_name, COUNT(*) AS due
        FROM (SELECT group_name FROM enrollment WHERE {DecidedOfSender} LIMIT @most) AS q
        GROUP BY group_name
        """;

    private const string CountDue =
        """
        SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM enrollment WHERE state = 'waiting' AND due_at <= @now LIMIT @most) AS w)
             + (SELECT COUNT(*) FROM (SELECT 1 FROM enrollment WHERE state = 'decided' AND due_at <= @now LIMIT @most) AS d)
        """;

    private const string NextDue =
        """
        SELECT due_at
        FROM (SELECT MIN(due_at) AS due_at FROM enrollment WHERE state = 'waiting' AND due_at > @now
              UNION ALL
              SELECT MIN(due_at) AS due_at FROM enrollment WHERE state = 'decided' AND due_at > @now) AS q
        WHERE due_at IS NOT NULL
        ORDER BY due_at
        LIMIT 1
        """;

    private const string PutOff =
        $"""
        UPDATE enrollment
        SET due_at = CASE WHEN slot_until < @freeAt THEN slot_until ELSE @freeAt END
        WHERE {DecidedOfSender} AND slot_until > @now
        """;

    private static string Claim(Dialect dialect, string condition, string order) =>
        $"""
        UPDATE enrollment AS e
        SET fence = e.fence + 1, lease_until = {dialect.NowMicros} + @Lease
        FROM (SELECT id AS claimed_id
              FROM enrollment
              WHERE {condition} AND lease_until <= {dialect.NowMicros}
              ORDER BY {order}
              LIMIT @most
              {dialect.SkipLocked}) AS q
        WHERE e.id = q.claimed_id
        RETURNING {Columns}
        """;

    private const string Move =
        """
        UPDATE enrollment
        SET state = @State, exit_reason = @ExitReason, step = @Step, step_number = @StepNumber, round = @Round, due_at = @DueAt,
            slot_until = @SlotUntil, expected_gain = @ExpectedGain, skips = @Skips, lapses = @Lapses, ended_at = @EndedAt, lease_until = 0
        WHERE id = @Id AND fence = @Fence AND state = @From
        """;

    private const string StopAll =
        """
        UPDATE enrollment
        SET state = 'ended', exit_reason = @reason, ended_at = @now, due_at = NULL, fence = fence + 1
        WHERE contact_id = @contact AND state <> 'ended'
        """;

    private const string StopDomain =
        """
        UPDATE enrollment
        SET state = 'ended', exit_reason = @reason, ended_at = @now, due_at = NULL, fence = fence + 1
        WHERE sequence = @sequence AND state <> 'ended' AND contact_id IN (SELECT id FROM contact WHERE domain = @domain AND id <> @except)
        """;

    private const string Stop =
        """
        UPDATE enrollment
        SET state = 'ended', exit_reason = @reason, ended_at = @now, due_at = NULL, fence = fence + 1
        WHERE id = @id AND state <> 'ended'
        """;

    private sealed class GroupCount
    {
        public string GroupName { get; set; } = "";

        public int Due { get; set; }
    }
}
