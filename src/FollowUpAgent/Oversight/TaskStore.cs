using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Oversight;

/// <summary>The tasks' SQL.</summary>
internal static class TaskStore
{
    private const string Columns =
        """
        id, contact_id, enrollment_id, sequence, event_id, kind, reason, text, answers, proposed_address, owner, opened_at,
        notice_tries, notified_at, closed_at, closed_by, outcome
        """;

    /// <summary>Opens a task; where one is open for the contact already, that one takes the newest words along.</summary>
    public static Task<int> OpenTaskAsync(this Session session, OwnerTask task) => session.ExecuteAsync(Open, task);

    /// <summary>The task with this id, or null.</summary>
    public static Task<OwnerTask?> FindTaskAsync(this Session session, TaskId id) =>
        session.QuerySingleOrDefaultAsync<OwnerTask>($"SELECT {Columns} FROM task WHERE id = @id", new { id });

    /// <summary>The open task of a contact, or null.</summary>
    public static Task<OwnerTask?> FindOpenTaskAsync(this Session session, ContactId contact) =>
        session.QuerySingleOrDefaultAsync<OwnerTask>($"SELECT {Columns} FROM task WHERE contact_id = @contact AND closed_at IS NULL", new { contact });

    /// <summary>All tasks of a contact, oldest first.</summary>
    public static Task<List<OwnerTask>> FindTasksAsync(this Session session, ContactId contact) =>
        session.QueryAsync<OwnerTask>($"SELECT {Columns} FROM task WHERE contact_id = @contact ORDER BY opened_at, id", new { contact });

    /// <summary>Open tasks, oldest first; or closed ones, newest first; after the one that was read last.</summary>
    public static Task<List<OwnerTask>> ListTasksAsync(this Session session, bool areOpen, string? owner, int most, PageMark? after = null)
    {
        var (condition, order) = areOpen
            ? ("closed_at IS NULL AND (opened_at, id) > (@At, @Id)", "opened_at, id")
            : ("closed_at IS NOT NULL AND (closed_at, id) < (@At, @Id)", "closed_at DESC, id DESC");
        var owned = owner is null ? "" : "AND owner = @owner";
        var (at, id) = after ?? (areOpen ? PageMark.Lowest : PageMark.Highest);
        return session.QueryAsync<OwnerTask>(
            $"SELECT {Columns} FROM task WHERE {condition} {owned} ORDER BY {order} LIMIT @most", new { owner, most, At = at, Id = id });
    }

    /// <summary>Closes a task, if it is open.</summary>
    public static async Task<bool> CloseTaskAsync(this Session session, TaskId id, string outcome, string? by, DateTimeOffset now) =>
        await session.ExecuteAsync(
            "UPDATE task SET closed_at = @now, closed_by = @by, outcome = @outcome WHERE id = @id AND closed_at IS NULL", new { id, outcome, by, now }) == 1;

    /// <summary>Takes tasks whose owner was not told yet, oldest first, and counts the try.</summary>
    public static Task<List<OwnerTask>> ClaimUntoldAsync(this Session session, int most, int mostTries, TimeSpan lease) =>
        session.QueryAsync<OwnerTask>(Claim(session.Dialect), new { most, mostTries, Lease = lease.Ticks / TimeSpan.TicksPerMicrosecond });

    /// <summary>Whether there is one to claim: nearly always there is none, and a claim is a write.</summary>
    public static Task<bool> HasUntoldAsync(this Session session, int mostTries) =>
        session.QueryValueAsync<bool>($"SELECT EXISTS (SELECT 1 FROM task WHERE {Untold(session.Dialect)})", new { mostTries });

    /// <summary>Notes that the owner of a task was told.</summary>
    public static Task<int> NoteToldAsync(this Session session, TaskId id, DateTimeOffset now) =>
        session.ExecuteAsync("UPDATE task SET notified_at = @now WHERE id = @id AND notified_at IS NULL", new { id, now });

    /// <summary>How the open tasks stand; counted up to a limit.</summary>
    public static Task<OpenTasks> CountOpenTasksAsync(this Session session, DateTimeOffset overdue, int most) =>
        session.QueryValueAsync<OpenTasks>(Count, new { overdue, most });

    /// <summary>Deletes the words of tasks that were closed before this moment.</summary>
    public static Task<int> DeleteTaskTextsAsync(this Session session, DateTimeOffset before, int most) => session.ExecuteAsync(DeleteTexts, new { before, most });

    /// <summary>Cuts the tasks of a contact loose: that there was one stays, for the counts.</summary>
    public static Task<int> CutTasksLooseAsync(this Session session, ContactId contact, DateTimeOffset now) =>
        session.ExecuteAsync(CutLoose, new { contact, now, TaskOutcome.Erased });

    // What the first answer was about stays what the task is about, unless nobody could tell.
    private const string Open =
        $"""
        INSERT INTO task AS mine (id, contact_id, enrollment_id, sequence, event_id, kind, reason, text, answers, proposed_address, owner, opened_at, notice_tries, notice_lease)
        VALUES (@Id, @ContactId, @EnrollmentId, @Sequence, @EventId, @Kind, @Reason, @Text, 1, @ProposedAddress, @Owner, @OpenedAt, 0, 0)
        ON CONFLICT (contact_id) WHERE closed_at IS NULL DO UPDATE
        SET answers = mine.answers + 1,
            text = COALESCE(excluded.text, mine.text),
            kind = CASE WHEN mine.kind IN ('{TaskKind.Unclear}', '{TaskKind.UnsubscribeUnsure}') THEN excluded.kind ELSE mine.kind END,
            reason = CASE WHEN mine.kind IN ('{TaskKind.Unclear}', '{TaskKind.UnsubscribeUnsure}') THEN excluded.reason ELSE mine.reason END,
            proposed_address = COALESCE(excluded.proposed_address, mine.proposed_address),
            owner = COALESCE(mine.owner, excluded.owner)
        """;

    // A worker that dies between the mail and its note leaves the lease behind: the owner is told again, by a mail of the same Message-ID.
    internal static string Claim(Dialect dialect) =>
        $"""
        UPDATE task
        SET notice_tries = notice_tries + 1, notice_lease = {dialect.NowMicros} + @Lease
        WHERE id IN (SELECT id
                     FROM task
                     WHERE {Untold(dialect)}
                     ORDER BY opened_at
                     LIMIT @most
                     {dialect.SkipLocked})
        RETURNING {Columns}
        """;

    private static string Untold(Dialect dialect) =>
        $"closed_at IS NULL AND notified_at IS NULL AND owner IS NOT NULL AND notice_tries < @mostTries AND notice_lease <= {dialect.NowMicros}";

    private const string Count =
        """
        SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM task WHERE closed_at IS NULL LIMIT @most) AS q) AS open,
               (SELECT COUNT(*) FROM (SELECT 1 FROM task WHERE closed_at IS NULL AND owner IS NULL LIMIT @most) AS q) AS unowned,
               (SELECT COUNT(*)
                FROM (SELECT 1 FROM task WHERE closed_at IS NULL AND notified_at IS NULL AND owner IS NOT NULL AND opened_at < @overdue LIMIT @most) AS q) AS untold,
               (SELECT MIN(opened_at) FROM task WHERE closed_at IS NULL) AS oldest
        """;

    private const string DeleteTexts =
        """
        UPDATE task
        SET text = NULL, reason = NULL, proposed_address = NULL
        WHERE id IN (SELECT id FROM task WHERE closed_at IS NOT NULL AND closed_at < @before AND text IS NOT NULL LIMIT @most)
        """;

    private const string CutLoose =
        """
        UPDATE task
        SET contact_id = NULL, enrollment_id = NULL, reason = NULL, text = NULL, proposed_address = NULL,
            outcome = CASE WHEN closed_at IS NULL THEN @Erased ELSE outcome END,
            closed_at = COALESCE(closed_at, @now)
        WHERE contact_id = @contact
        """;
}

/// <summary>How the open tasks stand.</summary>
internal sealed class OpenTasks
{
    /// <summary>How many there are.</summary>
    public int Open { get; set; }

    /// <summary>How many of them are nobody's.</summary>
    public int Unowned { get; set; }

    /// <summary>Of how many the owner should know by now and does not.</summary>
    public int Untold { get; set; }

    /// <summary>Since when the oldest is open, or null.</summary>
    public DateTimeOffset? Oldest { get; set; }
}
