using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dashboard.Ledger;

/// <summary>The SQL of the ledger's pages: a stretch of the index by time, or one contact's rows.</summary>
internal static class LedgerStore
{
    /// <summary>When the row was decided that lies so many rows before this moment; null where there are fewer.</summary>
    public static Task<DateTimeOffset?> FindLedgerEndAsync(this Session session, DateTimeOffset at, int rows) => session.QuerySingleOrDefaultAsync<DateTimeOffset?>(
        "SELECT decided_at FROM decision WHERE decided_at <= @at ORDER BY decided_at DESC LIMIT 1 OFFSET @rows", new { at, rows });

    /// <summary>The decisions before this mark that pass a filter, newest first.</summary>
    public static Task<List<LedgerRow>> FindLedgerAsync(
        this Session session, LedgerFilter filter, ContactId? contact, LedgerMark before, DateTimeOffset? end, int most) => session.QueryAsync<LedgerRow>(
        $"""
        SELECT id, decided_at
        FROM decision
        WHERE decided_at <= @At AND (decided_at < @At OR id < @Id) AND stage = 'when'
          {(end is null ? "" : "AND decided_at >= @end")}
          {(contact is null ? "" : "AND contact_id = @contact")}
          {(filter.Sequence is null ? "" : "AND sequence = @Sequence")}
          {(filter.Group is null ? "" : "AND group_name = @Group")}
        ORDER BY decided_at DESC, id DESC
        LIMIT @most
        """,
        new { before.At, before.Id, end, contact, filter.Sequence, filter.Group, most });
}

/// <summary>One decision's place in the ledger.</summary>
internal sealed class LedgerRow
{
    public DecisionId Id { get; set; }

    public DateTimeOffset DecidedAt { get; set; }

    /// <summary>The same as a mark.</summary>
    public LedgerMark ToMark() => new(DecidedAt, Id.Value);
}
