namespace FollowUpAgent.Tests.House;

/// <summary>One law of sending.</summary>
/// <param name="Name">What always holds.</param>
/// <param name="Breaches">A query for the rows that break it.</param>
internal sealed record Law(string Name, string Breaches);

/// <summary>The laws of sending, each as a query that finds nothing.</summary>
internal static class Laws
{
    public const string ArrivedUnbegun = "a mail arrives no more often than it was begun";
    public const string SentNotArrived = "what is recorded as sent has arrived";

    /// <summary>What holds in the tables at any moment between two transactions.</summary>
    public static readonly Law[] OfTables =
    [
        new(
            "attempts are numbered without a gap",
            """
            SELECT CAST(m.id AS text)
            FROM message m
            LEFT JOIN attempt a ON a.message_id = m.id
            GROUP BY m.id, m.attempts
            HAVING COUNT(a.number) <> m.attempts OR COALESCE(MAX(a.number), 0) <> m.attempts
            """),
        new("a message is begun at most once a claim", "SELECT CAST(id AS text) FROM message WHERE attempts > fence"),
        new(
            "only a crash leaves an attempt without an end",
            """
            SELECT CAST(m.id AS text)
            FROM message m
            JOIN attempt a ON a.message_id = m.id
            WHERE a.outcome IS NULL AND NOT (m.state = 'sending' AND a.number = m.attempts)
            GROUP BY m.id, m.crashes
            HAVING COUNT(*) > m.crashes
            """),
        new(
            "only a crash or an unknown end lets a mail go out twice",
            """
            SELECT CAST(m.id AS text)
            FROM message m
            JOIN attempt a ON a.message_id = m.id
            WHERE a.outcome IS NULL OR a.outcome IN ('accepted', 'unknown')
            GROUP BY m.id, m.crashes
            HAVING COUNT(*) > 1 + m.crashes + SUM(CASE WHEN a.outcome = 'unknown' THEN 1 ELSE 0 END)
            """),
        new(
            "a sent message has an accepted attempt",
            """
            SELECT CAST(m.id AS text)
            FROM message m
            WHERE m.state = 'sent' AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.message_id = m.id AND a.outcome = 'accepted')
            """),
        new(
            "a settled message has closed its round, an open one has not",
            """
            SELECT CAST(m.id AS text) || ' ' || m.state || ' ' || COALESCE(c.how, 'open')
            FROM message m
            LEFT JOIN closed_round c ON c.decision_id = m.decision_id
            WHERE NOT CASE
                WHEN m.state = 'sent' THEN COALESCE(c.how, '') = 'sent'
                WHEN m.state = 'unknown' AND m.lease_until = 0 THEN c.how IS NOT NULL
                WHEN m.state IN ('failed', 'quarantined') THEN COALESCE(c.how, '') = 'stopped'
                WHEN m.state = 'cancelled' THEN COALESCE(c.how, '') IN ('stopped', 'lapsed')
                ELSE c.how IS NULL
            END
            """),
        new(
            "a message has one ledger row a stage",
            """
            SELECT CAST(m.id AS text)
            FROM message m
            LEFT JOIN decision d ON d.id = m.decision_id AND d.enrollment_id = m.enrollment_id AND d.step = m.step
            GROUP BY m.id
            HAVING SUM(CASE WHEN d.stage = 'when' THEN 1 ELSE 0 END) <> 1 OR SUM(CASE WHEN d.stage = 'which' THEN 1 ELSE 0 END) <> 1
            """),
        new(
            "a step is never sent twice under two identities",
            """
            SELECT CAST(enrollment_id AS text)
            FROM message
            WHERE maybe_sent OR state IN ('sending', 'sent', 'unknown')
            GROUP BY enrollment_id, step
            HAVING COUNT(*) > 1
            """),
        new(
            "an enrollment waits for one message exactly while it is sending",
            """
            SELECT CAST(e.id AS text) || ' ' || e.state
            FROM enrollment e
            LEFT JOIN message m ON m.enrollment_id = e.id
                AND (m.state IN ('queued', 'leased', 'sending') OR (m.state = 'unknown' AND m.lease_until > 0))
            WHERE e.state <> 'ended'
            GROUP BY e.id, e.state
            HAVING COUNT(m.id) <> CASE WHEN e.state = 'sending' THEN 1 ELSE 0 END
            """),
        new(
            "an enrollment has one open round exactly while it is decided or sending",
            """
            SELECT CAST(e.id AS text) || ' ' || e.state
            FROM enrollment e
            LEFT JOIN decision d ON d.enrollment_id = e.id AND d.stage = 'when'
                AND NOT EXISTS (SELECT 1 FROM closed_round c WHERE c.decision_id = d.id)
            WHERE e.state <> 'ended'
            GROUP BY e.id, e.state
            HAVING COUNT(d.id) <> CASE WHEN e.state IN ('decided', 'sending') THEN 1 ELSE 0 END
            """),
        new(
            "an enrollment has an exit reason exactly when it has ended",
            "SELECT CAST(id AS text) FROM enrollment WHERE (state = 'ended') <> (exit_reason IS NOT NULL AND ended_at IS NOT NULL AND due_at IS NULL)"),
        new(
            "the mailbox counter counts what may have left",
            """
            SELECT 'counted ' || CAST(c.used AS text) || ', left ' || CAST(a.begun AS text)
            FROM (SELECT COALESCE(SUM(used), 0) AS used FROM send_counter WHERE kind = 'mailbox') AS c,
                (SELECT COUNT(*) AS begun FROM attempt WHERE outcome IS NULL OR outcome IN ('accepted', 'unknown')) AS a
            WHERE c.used <> a.begun
            """),
    ];

    /// <summary>What holds of the order in which things happened.</summary>
    public static readonly Law[] OfHistory =
    [
        new(
            "a message moves only along its protocol",
            """
            SELECT id || ' ' || was || ' to ' || became
            FROM law_journal
            WHERE kind = 'message' AND was <> became AND was || ' ' || became NOT IN (
                'queued leased', 'queued sent', 'queued quarantined', 'queued cancelled', 'queued unknown',
                'leased queued', 'leased sending', 'leased cancelled', 'leased unknown', 'leased quarantined',
                'sending sent', 'sending queued', 'sending unknown', 'sending failed', 'sending cancelled', 'sending quarantined',
                'unknown queued', 'unknown sent')
            """),
        new(
            "the fence grows by one at a claim and at nothing else",
            """
            SELECT id || ' ' || CAST(fence_was AS text) || ' to ' || CAST(fence AS text)
            FROM law_journal
            WHERE kind = 'message' AND fence - fence_was <> CASE WHEN was = 'queued' AND became = 'leased' THEN 1 ELSE 0 END
            """),
        new(
            "a fence has one owner",
            """
            SELECT id
            FROM law_journal
            WHERE kind = 'message' AND became IN ('leased', 'sending')
            GROUP BY id, fence
            HAVING COUNT(DISTINCT owner) <> 1
            """),
        new(
            "a fence is begun once",
            "SELECT id FROM law_journal WHERE kind = 'message' AND became = 'sending' GROUP BY id, fence HAVING COUNT(*) > 1"),
        new(
            "nothing is begun after its lease",
            "SELECT id FROM law_journal WHERE kind = 'message' AND became = 'sending' AND lease_was <= at"),
        new(
            "nothing is begun after a suppression",
            """
            SELECT j.id
            FROM law_journal j
            JOIN law_journal s ON s.kind = 'suppression' AND s.contact = j.contact AND s.seq < j.seq
            WHERE j.kind = 'message' AND j.became = 'sending'
            """),
        new(
            "an ended enrollment never opens again",
            "SELECT id FROM law_journal WHERE kind = 'enrollment' AND was = 'ended'"),
    ];
}
