using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Oversight.Approvals;

/// <summary>The SQL of what people are asked. An answer names the state that it comes from: of two answers at once, the first counts.</summary>
internal static class ApprovalStore
{
    private const string Columns =
        """
        decision_id, enrollment_id, contact_id, sequence, step, mode, rule, variant, slot, send_at, slot_until, fingerprint, subject, value,
        over_baseline, harm, evidence, asked_at, first_asked_at, answer_by, otherwise, state, answered_at, answered_by, reason, done_variant,
        done_slot, edited, coin_share, wished_variant, wished_slot
        """;

    /// <summary>Asks: adds approvals with the mails as they are shown. An earlier question about the same enrollment is moot.</summary>
    public static async Task AskAsync(this Session session, IReadOnlyList<(Approval Approval, string Mail)> asked)
    {
        if (asked.Count == 0)
        {
            return;
        }

        await session.ExecuteEachAsync(Add, [.. asked.Select(a => a.Approval)]);
        await session.ExecuteEachAsync(AddMail, [.. asked.Select(a => new { a.Approval.DecisionId, a.Mail, a.Approval.AskedAt })]);
    }

    /// <summary>The approval of a decision, or null.</summary>
    public static Task<Approval?> FindApprovalAsync(this Session session, DecisionId decision) =>
        session.QuerySingleOrDefaultAsync<Approval>($"SELECT {Columns} FROM approval WHERE decision_id = @decision", new { decision });

    /// <summary>Whether a person said yes to what was decided, or had something else sent.</summary>
    public static async Task<bool> HasPersonsYesAsync(this Session session, DecisionId decision) => await session.QuerySingleOrDefaultAsync<int?>(
        $"SELECT 1 FROM approval WHERE decision_id = @decision AND state IN ('{ApprovalState.Approved}', '{ApprovalState.Changed}')", new { decision }) is not null;

    /// <summary>The approvals of these decisions, by decision.</summary>
    public static async Task<Dictionary<DecisionId, Approval>> FindApprovalsAsync(this Session session, IReadOnlyCollection<DecisionId> decisions) =>
        decisions.Count == 0 ? [] : (await session.QueryAsync<Approval>(
            $"SELECT {Columns} FROM approval WHERE {session.Dialect.In("decision_id", "ids")}",
            new { ids = decisions.Select(d => d.Value).ToArray() })).ToDictionary(a => a.DecisionId);

    /// <summary>What these enrollments wait for, by enrollment.</summary>
    public static async Task<Dictionary<EnrollmentId, Approval>> FindPendingAsync(this Session session, IEnumerable<EnrollmentId> enrollments) =>
        (await session.QueryAsync<Approval>(
            $"SELECT {Columns} FROM approval WHERE state = '{ApprovalState.Pending}' AND {session.Dialect.In("enrollment_id", "ids")}",
            new { ids = enrollments.Select(e => e.Value).ToArray() })).ToDictionary(a => a.EnrollmentId);

    /// <summary>When people were first asked about the present step of these enrollments; who was never asked is missing.</summary>
    public static async Task<Dictionary<EnrollmentId, DateTimeOffset>> FindFirstAskedAsync(this Session session, IReadOnlyCollection<Enrollment> enrollments) =>
        enrollments.Count == 0 ? [] : (await session.QueryAsync<FirstAsked>(First(session.Dialect), new { ids = enrollments.Select(e => e.Id.Value).ToArray() }))
            .ToDictionary(f => f.EnrollmentId, f => f.AskedAt);

    /// <summary>The mail of an approval as it was shown, as JSON; null once erased or old.</summary>
    public static Task<string?> FindApprovalMailAsync(this Session session, DecisionId decision) =>
        session.QuerySingleOrDefaultAsync<string?>("SELECT mail FROM approval_mail WHERE decision_id = @decision", new { decision });

    /// <summary>What waits for an answer, oldest first.</summary>
    public static Task<List<Approval>> ListPendingAsync(this Session session, ApprovalFilter filter, ApprovalMark after, int most) =>
        session.QueryAsync<Approval>(
            $"""
            SELECT {Columns}
            FROM approval
            WHERE state = '{ApprovalState.Pending}' AND (asked_at, decision_id) > (@AskedAt, @DecisionId) {filter.Condition}
            ORDER BY asked_at, decision_id
            LIMIT @most
            """,
            filter.With(new { after.AskedAt, after.DecisionId, most }));

    /// <summary>What waits for an answer, soonest due first, after the one that was read last.</summary>
    public static Task<List<Approval>> ListPendingByDueAsync(this Session session, ApprovalFilter filter, DateTimeOffset due, DecisionId last, int most) =>
        session.QueryAsync<Approval>(
            $"""
            SELECT {Columns}
            FROM approval
            WHERE state = '{ApprovalState.Pending}' AND (answer_by, decision_id) > (@due, @last) {filter.Condition}
            ORDER BY answer_by, decision_id
            LIMIT @most
            """,
            filter.With(new { due, last, most }));

    /// <summary>How many of those that are meant wait, and since when the oldest does; counted up to a limit.</summary>
    public static Task<PendingApprovals> CountPendingAsync(this Session session, int most, ApprovalFilter? meant = null)
    {
        var filter = meant ?? ApprovalFilter.All;
        return session.QueryValueAsync<PendingApprovals>(
            $"""
            SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM approval WHERE state = '{ApprovalState.Pending}' {filter.Condition} LIMIT @most) AS q) AS pending,
                   (SELECT MIN(asked_at) FROM approval WHERE state = '{ApprovalState.Pending}' {filter.Condition}) AS oldest
            """,
            filter.With(new { most }));
    }

    /// <summary>What waits, by step and by the rule that asked; the most first.</summary>
    public static Task<List<WaitingApprovals>> CountPendingByRuleAsync(this Session session) => session.QueryAsync<WaitingApprovals>(
        $"""
        SELECT sequence, step, rule, COUNT(*) AS waiting, MIN(answer_by) AS answer_by, MAX(asked_at) AS newest_asked_at
        FROM approval
        WHERE state = '{ApprovalState.Pending}'
        GROUP BY sequence, step, rule
        ORDER BY COUNT(*) DESC, sequence, step, rule
        """);

    /// <summary>Notes answers to pending questions.</summary>
    /// <returns>In the same order, whether each counted: an answer to what was answered before does not.</returns>
    public static async Task<IReadOnlyList<bool>> AnswerAsync(this Session session, IReadOnlyList<Approval> answered) =>
        answered.Count == 0 ? [] : [.. (await session.ExecuteEachAsync(Answer, answered)).Select(rows => rows == 1)];

    /// <summary>Takes an answer back: the question is open again.</summary>
    public static async Task<bool> ReopenApprovalAsync(this Session session, DecisionId decision) => await session.ExecuteAsync(Reopen, new { decision }) == 1;

    /// <summary>Closes questions that are moot.</summary>
    public static Task<int> WithdrawApprovalsAsync(this Session session, IReadOnlyCollection<DecisionId> decisions) => decisions.Count == 0 ? Task.FromResult(0) : session.ExecuteAsync(
        $"UPDATE approval SET state = '{ApprovalState.Withdrawn}' WHERE state = '{ApprovalState.Pending}' AND {session.Dialect.In("decision_id", "ids")}",
        new { ids = decisions.Select(d => d.Value).ToArray() });

    /// <summary>All approvals about a contact, oldest first.</summary>
    public static Task<List<Approval>> FindApprovalsAsync(this Session session, ContactId contact) =>
        session.QueryAsync<Approval>($"SELECT {Columns} FROM approval WHERE contact_id = @contact ORDER BY asked_at, decision_id", new { contact });

    /// <summary>Cuts the approvals about a contact loose; what was proposed and answered stays, for the statistics.</summary>
    public static async Task<int> EraseApprovalsAsync(this Session session, ContactId contact)
    {
        var removed = await session.ExecuteAsync(
            "DELETE FROM approval_mail WHERE decision_id IN (SELECT decision_id FROM approval WHERE contact_id = @contact)", new { contact });
        await session.ExecuteAsync(Erase, new { contact });
        return removed;
    }

    /// <summary>Deletes the texts of approvals that were asked before this moment.</summary>
    public static async Task<int> DeleteApprovalTextsAsync(this Session session, DateTimeOffset before, int most)
    {
        var mails = await session.ExecuteAsync(
            $"DELETE FROM approval_mail WHERE decision_id IN (SELECT m.decision_id FROM approval_mail m JOIN approval a ON a.decision_id = m.decision_id WHERE m.asked_at < @before AND a.state <> '{ApprovalState.Pending}' LIMIT @most)", new { before, most });
        return mails + await session.ExecuteAsync(DeleteSubjects, new { before, most });
    }

    private static string First(Dialect dialect) =>
        $"""
        SELECT e.id AS enrollment_id, MIN(a.first_asked_at) AS asked_at
        FROM enrollment e
        JOIN approval a ON a.enrollment_id = e.id AND a.step = e.step
        WHERE {dialect.In("e.id", "ids")}
        GROUP BY e.id
        """;

    private const string Add =
        $"""
        INSERT INTO approval ({Columns})
        VALUES (@DecisionId, @EnrollmentId, @ContactId, @Sequence, @Step, @Mode, @Rule, @Variant, @Slot, @SendAt, @SlotUntil, @Fingerprint, @Subject,
                @Value, @OverBaseline, @Harm, @Evidence, @AskedAt, @FirstAskedAt, @AnswerBy, @Otherwise, @State, @AnsweredAt, @AnsweredBy, @Reason,
                @DoneVariant, @DoneSlot, @Edited, @CoinShare, @WishedVariant, @WishedSlot)
        """;

    private const string AddMail = "INSERT INTO approval_mail (decision_id, mail, asked_at) VALUES (@DecisionId, @Mail, @AskedAt)";

    // A notice may still be answered until its mail is on the wire; whoever answers holds its enrollment and has seen to that.
    private const string Answer =
        $"""
        UPDATE approval
        SET state = @State, answered_at = @AnsweredAt, answered_by = @AnsweredBy, reason = @Reason, done_variant = @DoneVariant, done_slot = @DoneSlot,
            edited = @Edited, fingerprint = @Fingerprint, send_at = @SendAt, slot_until = @SlotUntil,
            coin_share = @CoinShare, wished_variant = @WishedVariant, wished_slot = @WishedSlot
        WHERE decision_id = @DecisionId AND state IN ('{ApprovalState.Pending}', '{ApprovalState.Notified}')
        """;

    private const string Reopen =
        $"""
        UPDATE approval
        SET state = '{ApprovalState.Pending}', answered_at = NULL, answered_by = NULL, reason = NULL,
            coin_share = NULL, wished_variant = NULL, wished_slot = NULL
        WHERE decision_id = @decision AND state IN ('{ApprovalState.Approved}', '{ApprovalState.Kept}')
        """;

    private const string Erase =
        $"""
        UPDATE approval
        SET contact_id = NULL, subject = NULL, edited = NULL, reason = NULL,
            state = CASE WHEN state IN ('{ApprovalState.Pending}', '{ApprovalState.Notified}') THEN '{ApprovalState.Withdrawn}' ELSE state END
        WHERE contact_id = @contact
        """;

    private const string DeleteSubjects =
        $"""
        UPDATE approval
        SET subject = NULL, edited = NULL
        WHERE decision_id IN (SELECT decision_id FROM approval WHERE subject IS NOT NULL AND asked_at < @before AND state <> '{ApprovalState.Pending}' LIMIT @most)
        """;

    private sealed class FirstAsked
    {
        public EnrollmentId EnrollmentId { get; set; }

        public DateTimeOffset AskedAt { get; set; }
    }
}

/// <summary>How many approvals wait.</summary>
internal sealed class PendingApprovals
{
    /// <summary>How many.</summary>
    public int Pending { get; set; }

    /// <summary>Since when the oldest does, or null.</summary>
    public DateTimeOffset? Oldest { get; set; }
}

/// <summary>How many approvals wait of one step and rule.</summary>
internal sealed class WaitingApprovals
{
    /// <summary>The sequence's key.</summary>
    public string Sequence { get; set; } = "";

    /// <summary>The step's key.</summary>
    public string Step { get; set; } = "";

    /// <summary>The rule that asked.</summary>
    public string Rule { get; set; } = "";

    /// <summary>How many.</summary>
    public int Waiting { get; set; }

    /// <summary>When the first of them is over.</summary>
    public DateTimeOffset AnswerBy { get; set; }

    /// <summary>When the last of them was asked.</summary>
    public DateTimeOffset NewestAskedAt { get; set; }
}

/// <summary>A place in the list of what waits: the last one that was read.</summary>
/// <param name="AskedAt">When it was asked.</param>
/// <param name="DecisionId">Its decision.</param>
internal sealed record ApprovalMark(DateTimeOffset AskedAt, DecisionId DecisionId)
{
    /// <summary>Before the first.</summary>
    public static readonly ApprovalMark Start = new(DateTimeOffset.UnixEpoch, default);

    /// <summary>Where a page ended; the start where there was none.</summary>
    public static ApprovalMark After(PageMark? page) => page is { } mark ? new ApprovalMark(Micros.ToTime(mark.At), new DecisionId(mark.Id)) : Start;
}
