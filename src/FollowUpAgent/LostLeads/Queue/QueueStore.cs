using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Oversight;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.LostLeads;

/// <summary>The SQL of the queue.</summary>
internal static class QueueStore
{
    private const string Columns =
        """
        l.contact_id, c.address, c.time_zone, c.company_key, l.scored_at, l.look_at, l.dormant_since, l.alive, l.reason, l.reason_until, l.play, l.trigger_name,
        l.written, l.written_low, l.written_high, l.alone, l.alone_low, l.alone_high, l.gain, l.gain_low, l.gain_high, l.chance, l.habit, l.features, l.facts
        """;

    // A dismissal counts until the contact shows itself again: what it is scored by then is news.
    private const string IsDismissed =
        "d.contact_id = c.id AND NOT EXISTS (SELECT 1 FROM signal s WHERE s.contact_id = c.id AND s.occurred_at > d.dismissed_at)";

    /// <summary>The leads that may be tried now, the greatest gain first.</summary>
    public static Task<List<QueueRow>> ReadQueueAsync(this Session session, QueueRule rule, DateTimeOffset now, int most, PageMark? after = null) =>
        session.QueryAsync<QueueRow>(Queue, rule.Parameters(now, most, after));

    /// <summary>How many leads are dormant, and how many of them are worth a mail.</summary>
    public static Task<LeadCount> CountLeadsAsync(this Session session, QueueRule rule, DateTimeOffset now) =>
        session.QueryValueAsync<LeadCount>(Count, rule.Parameters(now, 0));

    /// <summary>The lead of a contact, or null.</summary>
    public static Task<QueueRow?> FindLeadAsync(this Session session, ContactId contact) => session.QuerySingleOrDefaultAsync<QueueRow>(
        $"SELECT {Columns} FROM lead l JOIN contact c ON c.id = l.contact_id WHERE l.contact_id = @contact", new { contact });

    /// <summary>What keeps it out of the queue beside its score.</summary>
    public static Task<QueueBars> FindBarsAsync(this Session session, ContactId contact, DateTimeOffset now) =>
        session.QueryValueAsync<QueueBars>(Bars, new { contact, now });

    private const string Queue =
        $"""
        SELECT {Columns}
        FROM lead l
        JOIN contact c ON c.id = l.contact_id
        WHERE l.play IN ('write', 'phone') AND l.gain >= @Worth AND l.chance >= @Chance AND NOT l.gain <= 0
          AND (c.group_name IS NULL OR c.group_name <> 'holdout')
          AND NOT {SuppressionStore.ContactIsSuppressed}
          AND NOT {SequenceStore.ContactIsEnrolled}
          AND NOT {StandDownStore.ContactStandsDown}
          AND NOT EXISTS (SELECT 1 FROM lead_dismissal d WHERE {IsDismissed})
          AND NOT EXISTS (SELECT 1 FROM revival r WHERE r.contact_id = l.contact_id AND r.begun_at > @CoolSince)
          AND (SELECT COUNT(*) FROM revival r WHERE r.contact_id = l.contact_id AND r.kind <> 'held') < @MostTries
          AND l.gain <= @AfterGain AND (l.gain < @AfterGain OR l.contact_id > @AfterId)
        ORDER BY l.gain DESC, l.contact_id
        LIMIT @most
        """;

    private const string Count =
        """
        SELECT COUNT(*) AS engaged,
               COUNT(CASE WHEN dormant_since IS NOT NULL THEN 1 END) AS dormant,
               COUNT(CASE WHEN play IN ('write', 'phone') THEN 1 END) AS writable,
               COUNT(CASE WHEN play IN ('write', 'phone') AND gain >= @Worth AND chance >= @Chance AND gain > 0 THEN 1 END) AS worthwhile
        FROM lead
        """;

    private const string Bars =
        $"""
        SELECT {SuppressionStore.ContactIsSuppressed} AS is_suppressed,
               {SequenceStore.ContactIsEnrolled} AS is_enrolled,
               {StandDownStore.ContactStandsDown} AS stands_down,
               COALESCE(c.group_name, '') = 'holdout' AS is_holdout,
               (SELECT d.person FROM lead_dismissal d WHERE {IsDismissed}) AS dismissed_by,
               (SELECT d.reason FROM lead_dismissal d WHERE d.contact_id = c.id) AS dismissed_for,
               (SELECT COUNT(*) FROM revival r WHERE r.contact_id = c.id AND r.kind <> 'held') AS tries,
               (SELECT MAX(r.begun_at) FROM revival r WHERE r.contact_id = c.id) AS last_try
        FROM contact c
        WHERE c.id = @contact
        """;
}

/// <summary>Who may be tried.</summary>
/// <param name="Worth">The least gain.</param>
/// <param name="Chance">How likely it must be that the gain is worth it; 0 while nothing is known yet.</param>
/// <param name="CoolDown">How long after a try nobody is tried again.</param>
/// <param name="MostTries">How often at most.</param>
internal sealed record QueueRule(double Worth, double Chance, TimeSpan CoolDown, int MostTries)
{
    /// <summary>For the statement.</summary>
    public object Parameters(DateTimeOffset now, int most, PageMark? after = null) => new
    {
        Worth,
        Chance,
        CoolSince = now - CoolDown,
        MostTries,
        now,
        most,
        AfterGain = after is { } mark ? BitConverter.Int64BitsToDouble(mark.At) : double.MaxValue,
        AfterId = after?.Id ?? Guid.Empty,
    };
}

/// <summary>How many leads there are.</summary>
internal sealed class LeadCount
{
    public long Engaged { get; set; }

    public long Dormant { get; set; }

    public long Writable { get; set; }

    public long Worthwhile { get; set; }
}
