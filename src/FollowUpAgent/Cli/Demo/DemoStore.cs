using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Cli.Demo;

/// <summary>What the simulation and its report ask the database. Reads only.</summary>
internal static class DemoStore
{
    /// <summary>When something falls due next after a moment, or null.</summary>
    public static Task<DateTimeOffset?> FindNextDueAnywhereAsync(this Session session, DateTimeOffset now) =>
        session.QuerySingleOrDefaultAsync<DateTimeOffset?>(NextDue, new { now });

    /// <summary>When the first slot ends of those that begin until then, or null: the clock must not jump past it.</summary>
    public static Task<DateTimeOffset?> FindFirstSlotEndAsync(this Session session, DateTimeOffset now, DateTimeOffset until) =>
        session.QuerySingleOrDefaultAsync<DateTimeOffset?>(
            "SELECT MIN(slot_until) FROM enrollment WHERE state = 'decided' AND due_at <= @until AND slot_until > @now", new { now, until });

    /// <summary>Everybody who was enrolled.</summary>
    public static Task<List<EnteredRow>> ReadEnteredAsync(this Session session) => session.QueryAsync<EnteredRow>(
        "SELECT c.id, c.address, c.group_name, MIN(e.entered_at) AS entered_at FROM contact c JOIN enrollment e ON e.contact_id = c.id GROUP BY c.id, c.address, c.group_name");

    /// <summary>Every message that was planned.</summary>
    public static Task<List<PlannedRow>> ReadPlannedAsync(this Session session) => session.QueryAsync<PlannedRow>(
        "SELECT m.header_id, m.decision_id, m.state, m.sequence, m.step, m.variant, m.sent_at, e.group_name FROM message m JOIN enrollment e ON e.id = m.enrollment_id");

    /// <summary>Everything that was earned, and by whom.</summary>
    public static Task<List<EarnedRow>> ReadEarnedAsync(this Session session) => session.QueryAsync<EarnedRow>(
        "SELECT r.decision_id, d.contact_id, r.outcome, r.occurred_at FROM reward r JOIN decision d ON d.id = r.decision_id AND d.stage = 'when'");

    /// <summary>How often each kind of event was heard of people, by group.</summary>
    public static Task<List<HeardRow>> CountHeardAsync(this Session session) => session.QueryAsync<HeardRow>(
        "SELECT c.group_name, e.kind, COUNT(*) AS times FROM event e JOIN contact c ON c.id = e.contact_id WHERE NOT e.machine GROUP BY c.group_name, e.kind");

    /// <summary>The ledger of the treatment group, round by round.</summary>
    public static Task<List<Decision>> ReadTreatmentAsync(this Session session) => session.QueryAsync<Decision>(
        """
        SELECT id, stage, contact_id, sequence, step, decided_at, actions, forecasts, propensities, chosen, propensity
        FROM decision
        WHERE group_name = 'treatment' AND NOT erased
        ORDER BY id, stage
        """);

    private const string NextDue =
        """
        SELECT MIN(due_at)
        FROM (SELECT MIN(due_at) AS due_at FROM enrollment WHERE state = 'waiting' AND due_at > @now
              UNION ALL
              SELECT MIN(due_at) AS due_at FROM enrollment WHERE state = 'decided' AND due_at > @now
              UNION ALL
              SELECT MIN(due_at) AS due_at FROM message WHERE state = 'queued' AND due_at > @now) AS q
        """;
}

/// <summary>A contact that entered.</summary>
internal sealed class EnteredRow
{
    public ContactId Id { get; set; }

    public string Address { get; set; } = "";

    public string GroupName { get; set; } = "";

    public DateTimeOffset EnteredAt { get; set; }
}

/// <summary>A message of the outbox.</summary>
internal sealed class PlannedRow
{
    public string HeaderId { get; set; } = "";

    public DecisionId DecisionId { get; set; }

    public string State { get; set; } = "";

    public string Sequence { get; set; } = "";

    public string Step { get; set; } = "";

    public string Variant { get; set; } = "";

    public DateTimeOffset? SentAt { get; set; }

    public string GroupName { get; set; } = "";
}

/// <summary>A reward.</summary>
internal sealed class EarnedRow
{
    public DecisionId DecisionId { get; set; }

    public ContactId ContactId { get; set; }

    public string Outcome { get; set; } = "";

    public DateTimeOffset OccurredAt { get; set; }
}

/// <summary>How often something was heard.</summary>
internal sealed class HeardRow
{
    public string GroupName { get; set; } = "";

    public string Kind { get; set; } = "";

    public long Times { get; set; }
}
