using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Dispatch.Guards;
using FollowUpAgent.Oversight;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>Moves an enrollment on when its message has come to an end, and closes the round, in the transaction of commit A or B.</summary>
internal sealed class Progress(SequenceCatalog catalog, SenderGuard guard, DispatchOptions options)
{
    // A step that lapses this often is not worth a sixth try: the sequence goes on without it.
    private const int MostLapses = 5;

    /// <summary>The message went out: the next wait counts from now, the real send time.</summary>
    public async Task<bool> SentAsync(Session session, OutboxMessage message, DateTimeOffset now)
    {
        // A round closes once, and whoever closes it moves the enrollment on: a late answer finds it elsewhere and leaves it there.
        return await session.CloseRoundAsync(message.DecisionId, RoundEnd.Sent, null, now) == 0 || await GoOnAsync(session, message, now);
    }

    /// <summary>The message may have gone out and nobody will ever know: the sequence goes on as if it had.</summary>
    public async Task<bool> UnsettledAsync(Session session, OutboxMessage message, DateTimeOffset now)
    {
        return await session.CloseRoundAsync(message.DecisionId, RoundEnd.Sent, "unknown", now) == 0 || await GoOnAsync(session, message, now);
    }

    /// <summary>The message was refused for good.</summary>
    public async Task<bool> RefusedAsync(Session session, OutboxMessage message, AttemptEnd end, DateTimeOffset now)
    {
        await session.CloseRoundAsync(message.DecisionId, RoundEnd.Stopped, "refused", now);
        if (!end.IsAboutRecipient)
        {
            // The content was refused, not the person: the sequence goes on with the next step.
            return await GoOnAsync(session, message, now);
        }

        if (end.IsNoSuchMailbox && await session.FindContactAsync(message.ContactId) is { } contact)
        {
            await session.SuppressAsync(new Suppression
            {
                AddressKey = contact.AddressKey,
                Reason = "bounced",
                Evidence = $"{end.EnhancedCode} to message {message.Id}",
                Since = now,
                Until = now + options.SuppressBouncedFor,
            });
            await guard.NoteHardBounceAsync(session, message, now);
        }

        return await session.StopAsync(message.EnrollmentId, ExitReason.Bounced, now);
    }

    /// <summary>The slot passed: a new round is drawn, unless the step has lapsed too often.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="message">The message that was not sent.</param>
    /// <param name="reason">Why.</param>
    /// <param name="now">Business time.</param>
    /// <param name="from">When the new round is drawn: not before the message could have been tried again.</param>
    public async Task<bool> LapsedAsync(Session session, OutboxMessage message, string reason, DateTimeOffset now, DateTimeOffset from) =>
        await LapsedAsync(session, message, reason, now, e => AfterLapse(e, now, from));

    /// <summary>A cap held the message until its slot was over.</summary>
    public static async Task<bool> CappedAsync(Session session, OutboxMessage message, BindingCap cap, DateTimeOffset now) =>
        await LapsedAsync(session, message, cap.Kind, now, e => AfterCap(e, cap.FreeAt));

    /// <summary>No mail may go to the contact for now: the step waits, and a new round is drawn after it.</summary>
    public static async Task<bool> HeldBackAsync(Session session, OutboxMessage message, Held held, DateTimeOffset now) =>
        await LapsedAsync(session, message, held.Reason, now, e => HeldBack(e, held));

    /// <summary>The message may not be sent any more. Where that is the contact's doing, the enrollment ends too.</summary>
    public static async Task StoppedAsync(Session session, OutboxMessage message, ExitReason? reason, DateTimeOffset now)
    {
        await session.CloseRoundAsync(message.DecisionId, RoundEnd.Stopped, reason?.ToText() ?? "stopped", now);
        if (reason is { } over)
        {
            await session.StopAsync(message.EnrollmentId, over, now);
        }
    }

    /// <summary>The message is put aside: this contact's sequence alone waits for a person.</summary>
    public static async Task PauseAsync(Session session, OutboxMessage message, string reason, DateTimeOffset now)
    {
        await session.CloseRoundAsync(message.DecisionId, RoundEnd.Stopped, reason, now);
        var enrollment = await session.FindEnrollmentAsync(message.EnrollmentId);
        if (enrollment?.State == EnrollmentState.Sending.ToText())
        {
            await session.MoveOnAsync(enrollment, enrollment with { State = EnrollmentState.Paused.ToText(), DueAt = null, Reason = reason });
        }
    }

    /// <summary>The enrollment after a round that lapsed.</summary>
    public Enrollment AfterLapse(Enrollment enrollment, DateTimeOffset now, DateTimeOffset from) => enrollment.Lapses + 1 >= MostLapses
        ? After(enrollment, now)
        : NextRound(enrollment, from) with { Lapses = enrollment.Lapses + 1 };

    /// <summary>
    /// The enrollment after a round for which there was no room. That is no lapse of the step: a young mailbox would otherwise walk
    /// whole lists through their sequence without a mail.
    /// </summary>
    public static Enrollment AfterCap(Enrollment enrollment, DateTimeOffset freeAt) => NextRound(enrollment, freeAt);

    /// <summary>
    /// The enrollment while no mail may go to its contact: it waits for the time, or for a person to let it go. That is no lapse of the step either.
    /// </summary>
    public static Enrollment HeldBack(Enrollment enrollment, Held held)
    {
        var drawn = enrollment.State != EnrollmentState.Waiting.ToText();
        var next = drawn ? NextRound(enrollment, held.Until ?? default) : enrollment with { DueAt = held.Until };
        return held.Until is null ? next with { State = EnrollmentState.Paused.ToText(), DueAt = null, Reason = held.Reason } : next;
    }

    /// <summary>The enrollment after its present step is done, sent or passed over at <paramref name="now"/>.</summary>
    public Enrollment After(Enrollment enrollment, DateTimeOffset now) => catalog.StepAfter(enrollment.Sequence, enrollment.Step) switch
    {
        NextStep.Found(var step) => enrollment with
        {
            State = EnrollmentState.Waiting.ToText(),
            Step = step.Key,
            StepNumber = enrollment.StepNumber + 1,
            Round = 1,
            Lapses = 0,
            DueAt = now + step.Wait,
            SlotUntil = null,
            ExpectedGain = null,
        },
        NextStep.Over(var reason) => Ended(enrollment, reason, now),
        var other => throw new InvalidOperationException($"No such next step: {other}."),
    };

    /// <summary>The enrollment after its message was sent at <paramref name="now"/>: the next wait counts from then.</summary>
    public Enrollment AfterSent(Enrollment enrollment, DateTimeOffset now) => After(enrollment, now) with { Skips = 0 };

    /// <summary>The enrollment, over.</summary>
    public static Enrollment Ended(Enrollment enrollment, ExitReason reason, DateTimeOffset now) => enrollment with
    {
        State = EnrollmentState.Ended.ToText(),
        ExitReason = reason.ToText(),
        EndedAt = now,
        DueAt = null,
        SlotUntil = null,
    };

    private static Enrollment NextRound(Enrollment enrollment, DateTimeOffset from) => enrollment with
    {
        State = EnrollmentState.Waiting.ToText(),
        Round = enrollment.Round + 1,
        DueAt = from,
        SlotUntil = null,
        ExpectedGain = null,
    };

    private static async Task<bool> LapsedAsync(
        Session session, OutboxMessage message, string reason, DateTimeOffset now, Func<Enrollment, Enrollment> move)
    {
        await session.CloseRoundAsync(message.DecisionId, RoundEnd.Lapsed, reason, now);
        var enrollment = await session.FindEnrollmentAsync(message.EnrollmentId);
        // One that ended between commit A and B stays ended.
        return enrollment?.State == EnrollmentState.Sending.ToText() && await session.MoveOnAsync(enrollment, move(enrollment));
    }

    private async Task<bool> GoOnAsync(Session session, OutboxMessage message, DateTimeOffset now)
    {
        var enrollment = await session.FindEnrollmentAsync(message.EnrollmentId);
        // A reply may have ended it between commit A and B: the message is sent all the same, and nothing follows.
        return enrollment?.State != EnrollmentState.Sending.ToText()
            || await session.MoveOnAsync(enrollment, AfterSent(enrollment, now));
    }
}
