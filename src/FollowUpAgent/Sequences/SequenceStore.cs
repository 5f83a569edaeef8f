using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Sequences;

/// <summary>The enrollments' SQL. Every change names the state it comes from; a row that has moved on is left alone.</summary>
internal static partial class SequenceStore
{
    /// <summary>A condition of SQL: whether contact <c>c</c> is in a sequence now.</summary>
    public const string ContactIsEnrolled = "EXISTS (SELECT 1 FROM enrollment e WHERE e.contact_id = c.id AND e.state <> 'ended')";

    private const string Columns =
        """
        id, contact_id, sequence, entry, group_name, sender, state, exit_reason, step, step_number, round, due_at, slot_until,
        expected_gain, skips, lapses, failures, reason, entered_at, ended_at, fence
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

    /// <summary>The enrollments of a contact, also ended ones; newest first, after the one that was read last.</summary>
    public static Task<List<Enrollment>> ListEnrollmentsAsync(this Session session, ContactId contact, PageMark after, int most) => session.QueryAsync<Enrollment>(
        $"""
        SELECT {Columns}
        FROM enrollment
        WHERE contact_id = @contact AND (entered_at, id) < (@At, @Id)
        ORDER BY entered_at DESC, id DESC
        LIMIT @most
        """,
        new { contact, after.At, after.Id, most });

    /// <summary>Hands the open enrollments of one sequence, of senders that are not configured any more, to another one.</summary>
    public static Task<int> HandSendersOverAsync(
        this Session session, string sequence, IReadOnlyCollection<string> configured, string heir) => session.ExecuteAsync(
            $"UPDATE enrollment SET sender = @heir WHERE state <> 'ended' AND sequence = @sequence AND NOT ({session.Dialect.In("sender", "configured")})",
            new { sequence, configured = configured.ToArray(), heir });

    /// <summary>How many enrollments are due, at a step or at a slot; counted up to a limit each.</summary>
    public static Task<int> CountDueAsync(this Session session, DateTimeOffset now, int most) => session.QueryValueAsync<int>(CountDue, new { now, most });

    /// <summary>When the next enrollment falls due after this moment, or null.</summary>
    public static Task<DateTimeOffset?> FindNextDueAsync(this Session session, DateTimeOffset now) =>
        session.QuerySingleOrDefaultAsync<DateTimeOffset?>(NextDue, new { now });

    /// <summary>Hands over what is left of sequences that are not configured any more either, so that it comes to its end.</summary>
    public static Task<int> HandSendersOverAsync(this Session session, IReadOnlyCollection<string> configured, string heir) => session.ExecuteAsync(
        $"UPDATE enrollment SET sender = @heir WHERE state <> 'ended' AND NOT ({session.Dialect.In("sender", "configured")})",
        new { configured = configured.ToArray(), heir });

    /// <summary>Moves a claimed enrollment on, if it is still ours and still where it was claimed.</summary>
    /// <returns>False where it has been stopped, or claimed by another worker, meanwhile.</returns>
    public static async Task<bool> MoveOnAsync(this Session session, Enrollment claimed, Enrollment moved) =>
        await session.ExecuteAsync(Move, MoveOf(claimed, moved)) == 1;

    /// <summary>Moves many claimed enrollments on, as <see cref="MoveOnAsync"/> does one.</summary>
    /// <returns>In the same order, whether it was moved.</returns>
    public static async Task<IReadOnlyList<bool>> MoveEachOnAsync(
        this Session session, IEnumerable<(Enrollment Claimed, Enrollment Moved)> moves) =>
        [.. (await session.ExecuteEachAsync(Move, [.. moves.Select(m => MoveOf(m.Claimed, m.Moved))])).Select(rows => rows == 1)];

    /// <summary>The statement that moves an enrollment on as <see cref="MoveOnAsync"/> does, to be run with others.</summary>
    public static Statement MovingOf(Enrollment claimed, Enrollment moved) => new(Move, MoveOf(claimed, moved));

    /// <summary>Those of these enrollments that nobody else holds, held until the transaction ends.</summary>
    public static Task<List<Enrollment>> HoldFreeEnrollmentsAsync(this Session session, IEnumerable<EnrollmentId> ids) => session.QueryAsync<Enrollment>(
        $"SELECT {Columns} FROM enrollment WHERE {session.Dialect.In("id", "ids")} {session.Dialect.SkipLocked}",
        new { ids = ids.Select(i => i.Value).ToArray() });

    /// <summary>These enrollments, held until the transaction ends; always in one order, so that nobody waits for each other.</summary>
    public static Task<List<Enrollment>> HoldEnrollmentsAsync(this Session session, IEnumerable<EnrollmentId> ids) => session.QueryAsync<Enrollment>(
        $"SELECT {Columns} FROM enrollment WHERE {session.Dialect.In("id", "ids")} ORDER BY id {session.Dialect.ForUpdate}",
        new { ids = ids.Select(i => i.Value).ToArray() });

    /// <summary>Ends every open enrollment of a contact for one reason.</summary>
    /// <returns>How many it ended.</returns>
    public static Task<int> StopAllAsync(this Session session, ContactId contact, ExitReason reason, DateTimeOffset now) =>
        session.ExecuteAsync(StopAll, new { contact, reason = reason.ToText(), now });

    /// <summary>Ends the open enrollments in one sequence of everybody else of a contact's company.</summary>
    /// <returns>How many it ended.</returns>
    public static Task<int> StopCompanyAsync(
        this Session session, Contact contact, CompanyMark mark, string sequence, ExitReason reason, DateTimeOffset now) =>
        session.ExecuteAsync(
            StopCompany(mark is CompanyMark.Company ? "company_key" : "company_domain"),
            new { key = mark is CompanyMark.Company ? contact.CompanyKey : contact.CompanyDomain, sequence, except = contact.Id, reason = reason.ToText(), now });

    /// <summary>Ends one enrollment, if it is open.</summary>
    public static async Task<bool> StopAsync(this Session session, EnrollmentId id, ExitReason reason, DateTimeOffset now) =>
        await session.ExecuteAsync(Stop, new { id, reason = reason.ToText(), now }) == 1;

    /// <summary>Gives all claims back. Only for the one worker of an SQLite file, whose predecessor is surely gone.</summary>
    public static Task<int> ReleaseEnrollmentClaimsAsync(this Session session) =>
        session.ExecuteAsync("UPDATE enrollment SET lease_until = 0 WHERE lease_until > 0 AND state IN ('waiting', 'decided', 'asked')");

    private const string CountDue =
        """
        SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM enrollment WHERE state = 'waiting' AND due_at <= @now LIMIT @most) AS w)
             + (SELECT COUNT(*) FROM (SELECT 1 FROM enrollment WHERE state = 'decided' AND due_at <= @now LIMIT @most) AS d)
             + (SELECT COUNT(*) FROM (SELECT 1 FROM enrollment WHERE state = 'asked' AND due_at <= @now LIMIT @most) AS a)
        """;

    private const string NextDue =
        """
        SELECT due_at
        FROM (SELECT MIN(due_at) AS due_at FROM enrollment WHERE state = 'waiting' AND due_at > @now
              UNION ALL
              SELECT MIN(due_at) AS due_at FROM enrollment WHERE state = 'decided' AND due_at > @now
              UNION ALL
              SELECT MIN(due_at) AS due_at FROM enrollment WHERE state = 'asked' AND due_at > @now) AS q
        WHERE due_at IS NOT NULL
        ORDER BY due_at
        LIMIT 1
        """;

    private static object MoveOf(Enrollment claimed, Enrollment moved) => new
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
        moved.Reason,
        moved.EndedAt,
    };

    private const string Move =
        """
        UPDATE enrollment
        SET state = @State, exit_reason = @ExitReason, step = @Step, step_number = @StepNumber, round = @Round, due_at = @DueAt,
            slot_until = @SlotUntil, expected_gain = @ExpectedGain, skips = @Skips, lapses = @Lapses, failures = 0, reason = @Reason,
            ended_at = @EndedAt, lease_until = 0
        WHERE id = @Id AND fence = @Fence AND state = @From
        """;

    private const string StopAll =
        """
        UPDATE enrollment
        SET state = 'ended', exit_reason = @reason, ended_at = @now, due_at = NULL, fence = fence + 1
        WHERE contact_id = @contact AND state <> 'ended'
        """;

    private static string StopCompany(string column) =>
        $"""
        UPDATE enrollment
        SET state = 'ended', exit_reason = @reason, ended_at = @now, due_at = NULL, fence = fence + 1
        WHERE sequence = @sequence AND state <> 'ended' AND contact_id IN (SELECT id FROM contact WHERE {column} = @key AND id <> @except)
        """;

    private const string Stop =
        """
        UPDATE enrollment
        SET state = 'ended', exit_reason = @reason, ended_at = @now, due_at = NULL, fence = fence + 1
        WHERE id = @id AND state <> 'ended'
        """;
}
