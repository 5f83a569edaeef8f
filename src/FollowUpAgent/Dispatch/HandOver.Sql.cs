using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <content>The statements of the protocol.</content>
internal sealed partial class HandOver
{
    private const string EndAttempt =
        """
        UPDATE attempt
        SET ended_at = @now, outcome = @Outcome, code = @Code, enhanced_code = @EnhancedCode, detail = @Detail
        WHERE message_id = @Id AND number = @Number AND outcome IS NULL
        """;

    // WITH, so that the rows are chosen once: as a joined subquery PostgreSQL may run it again for each row, and lock more than it should.
    // The condition on lease_losses is the one of the index message_poison.
    internal static string Claim(Dialect dialect, string condition) =>
        $"""
        WITH q AS (
            SELECT id AS claimed_id
            FROM message
            WHERE state = 'queued' AND relay = @relay AND due_at <= @now AND {condition}
            ORDER BY due_at
            LIMIT @most
            {dialect.SkipLocked})
        UPDATE message AS m
        SET state = 'leased', owner = @owner, fence = m.fence + 1, lease_until = {dialect.NowMicros} + @Lease
        FROM q
        WHERE m.id = q.claimed_id
        RETURNING {OutboxStore.Columns}
        """;

    private static string Renew(Dialect dialect) =>
        $"""
        UPDATE message
        SET lease_until = {dialect.NowMicros} + @Lease
        WHERE {dialect.In("id", "ids")} AND owner = @owner AND state IN ('leased', 'sending')
        """;

    private static string LockHeld(Dialect dialect) =>
        $"""
        SELECT id, state, fence, lease_until - {dialect.NowMicros} AS left_micros
        FROM message
        WHERE id = @Id AND fence = @Fence
        {dialect.ForUpdate}
        """;

    // The whole lease begins anew: a dialogue may take longer than what is left of it.
    private static string Begin(Dialect dialect) =>
        $"""
        UPDATE message
        SET state = 'sending', attempts = attempts + 1, attempted_at = @now, lease_until = {dialect.NowMicros} + @Lease
        WHERE {dialect.In("id", "ids")}
        """;

    private static string AddAttempt(Dialect dialect) =>
        $"""
        INSERT INTO attempt (message_id, number, owner, began_at)
        SELECT id, attempts, owner, @now
        FROM message
        WHERE {dialect.In("id", "ids")}
        """;

    private sealed class ContentRow
    {
        public MessageId MessageId { get; set; }

        public string Content { get; set; } = "";
    }

    private sealed class HeldRow
    {
        public MessageId Id { get; set; }

        public long Fence { get; set; }

        public string State { get; set; } = "";

        public long LeftMicros { get; set; }
    }
}
