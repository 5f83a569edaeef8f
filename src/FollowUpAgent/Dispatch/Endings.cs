using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Dispatch.Guards;
using FollowUpAgent.Oversight;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>
/// How a message in hand ends, in the transaction of commit A or B. A message that may be on its way never ends as not sent: its fate stays
/// unknown. Whatever was reserved for one that surely did not leave is given back, once.
/// </summary>
internal sealed class Endings(SequenceCatalog catalog, Progress progress, DispatchOptions options)
{
    private static readonly TimeSpan WhileClosed = TimeSpan.FromDays(7);

    /// <summary>Ends or holds a message that must not be begun any more.</summary>
    /// <param name="session">The transaction of commit A.</param>
    /// <param name="claimed">The message.</param>
    /// <param name="enrollment">The state of its enrollment, or null where there is none.</param>
    /// <param name="steering">What people want now.</param>
    /// <param name="now">Business time.</param>
    /// <returns>How it ended, or null where it may be begun.</returns>
    public async Task<BeginOutcome?> TryEndUnbegunAsync(Session session, OutboxMessage claimed, string? enrollment, Steering steering, DateTimeOffset now)
    {
        var contact = await session.FindContactAsync(claimed.ContactId);
        if (enrollment != EnrollmentState.Sending.ToText())
        {
            return await StopAsync(session, claimed, null, now);
        }

        if (contact is null)
        {
            return await StopAsync(session, claimed, ExitReason.Erased, now);
        }

        if (await session.FindSuppressionAsync(contact.AddressKey, now) is not null)
        {
            return await StopAsync(session, claimed, ExitReason.Suppressed, now);
        }

        var standDown = (await session.FindStandDownsAsync([claimed.ContactId], now)).GetValueOrDefault(claimed.ContactId, StandDown.None);
        if (standDown.For(catalog.Find(claimed.Sequence)) is { } held)
        {
            return await HoldBackAsync(session, claimed, held, now);
        }

        if (steering.Pauses.HoldOf(claimed.Sequence, now) is { Until: { } until } paused)
        {
            return await HoldAsync(session, claimed, new BindingCap(paused.Reason, until), now);
        }

        if (now < claimed.SlotUntil)
        {
            return null;
        }

        return claimed.MaybeSent
            ? await HoldOutsideWindowAsync(session, claimed, contact, now)
            : await LapseAsync(session, claimed, "late", now);
    }

    /// <summary>A cap or a pause binds: the message waits, or lapses where its slot does not last that long.</summary>
    public static async Task<BeginOutcome> HoldAsync(Session session, OutboxMessage claimed, BindingCap cap, DateTimeOffset now)
    {
        if (cap.FreeAt < claimed.SlotUntil || claimed.MaybeSent)
        {
            await session.MoveMessageAsync(claimed, MessageMove.FromLeased with { State = MessageState.Queued, Reason = cap.Kind, DueAt = cap.FreeAt });
            return BeginOutcome.Held;
        }

        if (await session.MoveMessageAsync(
            claimed, MessageMove.FromLeased with { State = MessageState.Cancelled, Reason = $"lapsed: {cap.Kind}", DueAt = now }))
        {
            await Progress.CappedAsync(session, claimed, cap, now);
        }

        return BeginOutcome.Lapsed;
    }

    /// <summary>Settles a begun message.</summary>
    /// <returns>False where it is not ours any more, or settled already.</returns>
    public async Task<bool> SettleAsync(Session session, OutboxMessage claimed, AttemptEnd end, DateTimeOffset now)
    {
        switch (end.Kind)
        {
            case AttemptKind.Accepted:
                return await session.MoveMessageAsync(
                        claimed, MessageMove.Accepted with { DueAt = now, SentAt = now, QueueId = end.QueueId })
                    && await progress.SentAsync(session, claimed, now);
            case AttemptKind.Unknown:
                return await session.MoveMessageAsync(
                    claimed, MessageMove.FromSending with { State = MessageState.Unknown, Reason = end.Detail, DueAt = now, AwaitsConfirmation = true });
            case AttemptKind.Deferred or AttemptKind.NotAccepted:
            case AttemptKind.Refused when end.IsRelayFault:
                return await RetryAsync(session, claimed, end, now) && await HoldDomainAsync(session, claimed, end, now);
            case AttemptKind.Refused:
                return await FailAsync(session, claimed, end, end.Detail, now);
            default:
                throw new ArgumentOutOfRangeException(nameof(end), end.Kind, "No such end of an attempt.");
        }
    }

    /// <summary>Puts a message aside for a person, unless nobody waits for it any more.</summary>
    public async Task QuarantineAsync(Session session, OutboxMessage claimed, string reason, DateTimeOffset now)
    {
        var wasBegun = await session.MoveMessageAsync(claimed, MessageMove.FromSending with { State = MessageState.Quarantined, Reason = reason, DueAt = now });
        if (wasBegun)
        {
            await Caps.ReleaseAsync(session, catalog, claimed);
        }

        if (wasBegun || await session.MoveMessageAsync(claimed, MessageMove.FromLeased with { State = MessageState.Quarantined, Reason = reason, DueAt = now }))
        {
            await Progress.PauseAsync(session, claimed, reason, now);
        }
    }

    // Refused after the recipient was named, it may be about that domain; before it, it is about the relay, whose own guard sees to it.
    private static async Task<bool> HoldDomainAsync(Session session, OutboxMessage claimed, AttemptEnd end, DateTimeOffset now)
    {
        if (end.IsRelayFault && !end.IsAboutUs && await session.FindMessageAsync(claimed.Id) is { } begun)
        {
            await session.OpenCircuitAsync(begun, end.EnhancedCode, now);
        }

        return true;
    }

    private async Task<bool> RetryAsync(Session session, OutboxMessage claimed, AttemptEnd end, DateTimeOffset now)
    {
        var next = now + RetryRhythm.PauseAfter(claimed.Attempts + 1, end.Kind, claimed.Id);
        if (next - claimed.CreatedAt > options.GiveUpAfter)
        {
            return await FailAsync(session, claimed, end, $"gave up: {end.Detail}", now);
        }

        var lapses = next >= claimed.SlotUntil && !claimed.MaybeSent;
        var move = lapses
            ? MessageMove.FromSending with { State = MessageState.Cancelled, Reason = $"lapsed: {end.Detail}", DueAt = now }
            : MessageMove.FromSending with { State = MessageState.Queued, Reason = end.Detail, DueAt = next };
        if (!await session.MoveMessageAsync(claimed, move))
        {
            return false;
        }

        // After the move: what a worker that took over has reserved is not ours to give back.
        await Caps.ReleaseAsync(session, catalog, claimed);
        // The new round waits as long as the retry would have: drawn at once it could fall into the same slot, and try five times in a second.
        return !lapses || await progress.LapsedAsync(session, claimed, end.Kind.ToText(), now, next);
    }

    private async Task<bool> FailAsync(Session session, OutboxMessage claimed, AttemptEnd end, string? reason, DateTimeOffset now)
    {
        var state = claimed.MaybeSent ? MessageState.Unknown : MessageState.Failed;
        if (!await session.MoveMessageAsync(claimed, MessageMove.FromSending with { State = state, Reason = reason, DueAt = now }))
        {
            return false;
        }

        await Caps.ReleaseAsync(session, catalog, claimed);
        return claimed.MaybeSent && !end.IsAboutRecipient
            ? await progress.UnsettledAsync(session, claimed, now)
            : await progress.RefusedAsync(session, claimed, end, now);
    }

    private static async Task<BeginOutcome> StopAsync(Session session, OutboxMessage claimed, ExitReason? reason, DateTimeOffset now)
    {
        var state = claimed.MaybeSent ? MessageState.Unknown : MessageState.Cancelled;
        if (!await session.MoveMessageAsync(claimed, MessageMove.FromLeased with { State = state, Reason = "stopped", DueAt = now }))
        {
            return BeginOutcome.Lost;
        }

        if (claimed.MaybeSent)
        {
            await session.CloseRoundAsync(claimed.DecisionId, RoundEnd.Sent, "unknown", now);
        }

        await Progress.StoppedAsync(session, claimed, reason, now);
        return BeginOutcome.Stopped;
    }

    private async Task<BeginOutcome> LapseAsync(Session session, OutboxMessage claimed, string reason, DateTimeOffset now)
    {
        if (await session.MoveMessageAsync(
            claimed, MessageMove.FromLeased with { State = MessageState.Cancelled, Reason = $"lapsed: {reason}", DueAt = now }))
        {
            await progress.LapsedAsync(session, claimed, reason, now, now);
        }

        return BeginOutcome.Lapsed;
    }

    // One that may be on its way is not sent again: who has answered it, or is being answered, would get it twice.
    private async Task<BeginOutcome> HoldBackAsync(Session session, OutboxMessage claimed, Held held, DateTimeOffset now)
    {
        var state = claimed.MaybeSent ? MessageState.Unknown : MessageState.Cancelled;
        if (await session.MoveMessageAsync(claimed, MessageMove.FromLeased with { State = state, Reason = $"held back: {held.Reason}", DueAt = now }))
        {
            _ = claimed.MaybeSent ? await progress.UnsettledAsync(session, claimed, now) : await Progress.HeldBackAsync(session, claimed, held, now);
        }

        return BeginOutcome.Lapsed;
    }

    // It does not lapse, but the send window binds it like any other.
    private async Task<BeginOutcome?> HoldOutsideWindowAsync(Session session, OutboxMessage claimed, Contact contact, DateTimeOffset now)
    {
        if (catalog.Find(claimed.Sequence) is not { } definition)
        {
            return await StopAsync(session, claimed, ExitReason.SequenceRemoved, now);
        }

        var open = LocalSchedule.NextOpenMomentAfter(now, contact.TimeZone, definition) ?? now + WhileClosed;
        return open <= now ? null : await HoldAsync(session, claimed, new BindingCap("window", open), now);
    }
}
