using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>Moves an enrollment on when its message has come to an end, and closes the round, in the transaction of commit A or B.</summary>
internal sealed class Progress(SequenceCatalog catalog)
{
    // A step that lapses this often is not worth a sixth try: the sequence goes on without it.
    private const int MostLapses = 5;

    /// <summary>The message went out: the next wait counts from now, the real send time.</summary>
    public async Task<bool> SentAsync(Session session, OutboxMessage message, DateTimeOffset now)
    {
        await session.CloseRoundAsync(message.DecisionId, RoundEnd.Sent, null, now);
        return await GoOnAsync(session, message, now);
    }

    /// <summary>The message may have gone out and nobody will ever know: the sequence goes on as if it had.</summary>
    public async Task<bool> UnsettledAsync(Session session, OutboxMessage message, DateTimeOffset now)
    {
        await session.CloseRoundAsync(message.DecisionId, RoundEnd.Sent, "unknown", now);
        return await GoOnAsync(session, message, now);
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
            });
        }

        return await session.StopAsync(message.EnrollmentId, ExitReason.Bounced, now);
    }

    /// <summary>The slot passed: a new round is drawn at once, unless the step has lapsed too often.</summary>
    public async Task<bool> LapsedAsync(Session session, OutboxMessage message, string reason, DateTimeOffset now)
    {
        await session.CloseRoundAsync(message.DecisionId, RoundEnd.Lapsed, reason, now);
        var enrollment = await session.FindEnrollmentAsync(message.EnrollmentId);
        return enrollment is not null && await session.MoveOnAsync(enrollment, AfterLapse(enrollment, now));
    }

    /// <summary>The enrollment ended while its message waited.</summary>
    public static Task StoppedAsync(Session session, OutboxMessage message, string reason, DateTimeOffset now) =>
        session.CloseRoundAsync(message.DecisionId, RoundEnd.Stopped, reason, now);

    /// <summary>The message is put aside: this contact's sequence alone waits for a person.</summary>
    public static async Task PauseAsync(Session session, OutboxMessage message, string reason, DateTimeOffset now)
    {
        await session.CloseRoundAsync(message.DecisionId, RoundEnd.Stopped, reason, now);
        var enrollment = await session.FindEnrollmentAsync(message.EnrollmentId);
        if (enrollment?.State == EnrollmentState.Sending.ToText())
        {
            await session.MoveOnAsync(enrollment, enrollment with { State = EnrollmentState.Paused.ToText(), DueAt = null });
        }
    }

    /// <summary>The enrollment after a round that lapsed.</summary>
    public Enrollment AfterLapse(Enrollment enrollment, DateTimeOffset now) => enrollment.Lapses + 1 >= MostLapses
        ? After(enrollment, now)
        : enrollment with
        {
            State = EnrollmentState.Waiting.ToText(),
            Round = enrollment.Round + 1,
            Lapses = enrollment.Lapses + 1,
            DueAt = now,
            SlotUntil = null,
            ExpectedGain = null,
        };

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

    /// <summary>The enrollment, over.</summary>
    public static Enrollment Ended(Enrollment enrollment, ExitReason reason, DateTimeOffset now) => enrollment with
    {
        State = EnrollmentState.Ended.ToText(),
        ExitReason = reason.ToText(),
        EndedAt = now,
        DueAt = null,
        SlotUntil = null,
    };

    private async Task<bool> GoOnAsync(Session session, OutboxMessage message, DateTimeOffset now)
    {
        var enrollment = await session.FindEnrollmentAsync(message.EnrollmentId);
        // A reply may have ended it between commit A and B: the message is sent all the same, and nothing follows.
        return enrollment?.State != EnrollmentState.Sending.ToText()
            || await session.MoveOnAsync(enrollment, After(enrollment, now) with { Skips = 0 });
    }
}
