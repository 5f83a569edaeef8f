using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>Where a claimed message goes, and from which states it may.</summary>
internal sealed record MessageMove
{
    /// <summary>A message that was not begun.</summary>
    public static readonly MessageMove FromLeased = new() { From = "'leased'" };

    /// <summary>A message that was begun.</summary>
    public static readonly MessageMove FromSending = new() { From = "'sending'" };

    /// <summary>
    /// The relay took it. Recovery may have thought its worker dead meanwhile; as long as no other worker has claimed it, which the fence
    /// tells, the answer still counts and spares a second mail.
    /// </summary>
    public static readonly MessageMove Accepted = new() { From = "'sending', 'unknown', 'queued'", State = MessageState.Sent };

    /// <summary>The states that it may leave, as SQL.</summary>
    public required string From { get; init; }

    /// <summary>The state that it enters.</summary>
    public string State { get; init; } = "";

    /// <summary>Why, without an address.</summary>
    public string? Reason { get; init; }

    /// <summary>When it is next tried, where it is.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The relay's own name for it.</summary>
    public string? QueueId { get; init; }

    /// <summary>Whether it may be on its way, and an event may still confirm it: the window runs from now on, in lease time.</summary>
    public bool AwaitsConfirmation { get; init; }
}

/// <summary>The one statement that takes a message out of a worker's hand.</summary>
internal static class MessageMoveStore
{
    /// <summary>Moves a claimed message, if it is still ours and where it is expected.</summary>
    public static async Task<bool> MoveMessageAsync(this Session session, OutboxMessage claimed, MessageMove move) =>
        (await session.ExecuteEachAsync([MovingOf(session.Dialect, claimed, move)]))[0] == 1;

    /// <summary>The statement of <see cref="MoveMessageAsync"/>, to be run with others.</summary>
    public static Statement MovingOf(Dialect dialect, OutboxMessage claimed, MessageMove move) => new(
        Move(dialect.NowMicros, move.From),
        new { claimed.Id, claimed.Fence, move.State, move.Reason, move.DueAt, move.SentAt, move.QueueId, move.AwaitsConfirmation });

    private static string Move(string now, string from) =>
        $"""
        UPDATE message
        SET state = @State, reason = @Reason, due_at = @DueAt, sent_at = @SentAt, queue_id = @QueueId, owner = NULL,
            maybe_sent = maybe_sent OR @AwaitsConfirmation,
            lease_until = CASE WHEN @AwaitsConfirmation THEN {now} ELSE 0 END
        WHERE id = @Id AND fence = @Fence AND state IN ({from})
        """;
}
