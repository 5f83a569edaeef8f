using FollowUpAgent.Decisions;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Oversight.Autonomy;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch.Approvals;

/// <summary>
/// Takes what people say about mails that wait: one or many in a transaction. Of two answers at once the first counts; one that comes after
/// the contact answered, or after the slot, counts for nothing, and its giver is told so.
/// </summary>
internal sealed class ApprovalDesk(Database database, Progress progress, TimeProvider clock)
{
    /// <summary>Lets mails go out at their time.</summary>
    /// <param name="decisions">Which.</param>
    /// <param name="said">Who says so.</param>
    /// <param name="inBulk">Whether they were chosen by a filter: what is to be looked at one by one is left out.</param>
    /// <param name="cancellationToken">Ends it before anything is written.</param>
    public Task<Answered> ApproveAsync(IReadOnlyCollection<DecisionId> decisions, Said said, bool inBulk, CancellationToken cancellationToken) => AnswerAsync(
        decisions,
        said,
        (asked, now) => asked switch
        {
            { Approval.State: ApprovalState.Notified } => Refusal.Automatic,
            { Approval: { } a } when inBulk && a.Mode == AutonomyMode.Manual.ToText() => Refusal.OneByOne,
            _ => null,
        },
        (asked, now) => new Move(asked.Enrollment, Asking.Decided(asked.Enrollment, asked.Approval, now), asked.Approval with { State = ApprovalState.Approved }),
        cancellationToken);

    /// <summary>Passes over the step; the next one follows after its wait.</summary>
    public Task<Answered> SkipAsync(IReadOnlyCollection<DecisionId> decisions, Said said, CancellationToken cancellationToken) => AnswerAsync(
        decisions,
        said,
        (_, _) => null,
        (asked, now) => new Move(
            asked.Enrollment, progress.After(asked.Enrollment, now), asked.Approval with { State = ApprovalState.Skipped, DoneSlot = Decision.Skip }, RoundEnd.Skipped),
        cancellationToken);

    /// <summary>Ends the sequence for the contact.</summary>
    public Task<Answered> StopAsync(IReadOnlyCollection<DecisionId> decisions, Said said, CancellationToken cancellationToken) => AnswerAsync(
        decisions,
        said,
        (_, _) => null,
        (asked, now) => new Move(
            asked.Enrollment, Progress.Ended(asked.Enrollment, ExitReason.Manual, now), asked.Approval with { State = ApprovalState.Stopped }, RoundEnd.Stopped),
        cancellationToken);

    /// <summary>Has something else sent than was proposed, or the proposal where a coin kept it; see <see cref="ChangeDesk"/>, which has written and checked it.</summary>
    public Task<Answered> ChangeAsync(Approval changed, Said said, Func<Session, Task> remember, CancellationToken cancellationToken) => AnswerAsync(
        [changed.DecisionId],
        said,
        (_, _) => null,
        (asked, now) => new Move(asked.Enrollment, Asking.Decided(asked.Enrollment, changed, now), changed),
        cancellationToken,
        remember);

    /// <summary>Takes a yes back, as long as the mail has not begun to leave. The question is open again; past its slot it is asked anew.</summary>
    public async Task<Answered> UndoAsync(DecisionId decision, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var refusal = await database.WriteAsync(session => UndoAsync(session, decision, now), cancellationToken);
        return refusal is null ? new Answered([decision], []) : new Answered([], [(decision, refusal)]);
    }

    private static async Task<string?> UndoAsync(Session session, DecisionId decision, DateTimeOffset now)
    {
        if (await FindAsync(session, [decision]) is not [{ } asked])
        {
            return Refusal.Unknown;
        }

        var (approval, enrollment) = asked;
        if (approval.State is not (ApprovalState.Approved or ApprovalState.Changed or ApprovalState.Kept))
        {
            return approval.State is ApprovalState.Pending ? Refusal.NotAnswered : Refusal.Final;
        }

        var isWritten = enrollment.State == EnrollmentState.Sending.ToText();
        if (isWritten ? !await session.CancelUnbegunAsync(decision) : enrollment.State != EnrollmentState.Decided.ToText() || enrollment.Step != approval.Step)
        {
            return Refusal.Begun;
        }

        if (!isWritten && approval.State is not ApprovalState.Changed && now < approval.SlotUntil && await session.ReopenApprovalAsync(decision))
        {
            await session.MoveOnAsync(enrollment, Asking.Waiting(enrollment, approval with { State = ApprovalState.Pending }));
            return null;
        }

        await session.CloseRoundAsync(decision, RoundEnd.Lapsed, "undone", now);
        await session.MoveOnAsync(enrollment, Progress.AfterCap(enrollment, now));
        return null;
    }

    private async Task<Answered> AnswerAsync(
        IReadOnlyCollection<DecisionId> decisions,
        Said said,
        Func<AskedMail, DateTimeOffset, string?> refuse,
        Func<AskedMail, DateTimeOffset, Move> move,
        CancellationToken cancellationToken,
        Func<Session, Task>? remember = null)
    {
        var now = clock.GetUtcNow();
        return await database.WriteAsync(
            async session =>
            {
                var asked = await FindAsync(session, decisions);
                var judged = asked.ConvertAll(a => (Asked: a, Refusal: WhyNot(a, now) ?? refuse(a, now)));
                var moves = judged.Where(j => j.Refusal is null).Select(j => move(j.Asked, now)).ToList();
                await MoveAsync(session, moves, said, now);
                if (moves.Count > 0 && remember is not null)
                {
                    await remember(session);
                }

                var known = asked.Select(a => a.Approval.DecisionId).ToHashSet();
                return new Answered(
                    [.. moves.Select(m => m.Answer.DecisionId)],
                    [
                        .. judged.Where(j => j.Refusal is not null).Select(j => (j.Asked.Approval.DecisionId, j.Refusal!)),
                        .. decisions.Where(d => !known.Contains(d)).Select(d => (d, Refusal.Unknown)),
                    ]);
            },
            cancellationToken);
    }

    private static async Task MoveAsync(Session session, List<Move> moves, Said said, DateTimeOffset now)
    {
        var isMoved = await session.MoveEachOnAsync(moves.Select(m => (m.Asked, m.Moved)));
        var isNoted = await session.AnswerAsync([.. moves.Select(m => m.Answer with { AnsweredAt = now, AnsweredBy = said.By, Reason = said.Reason })]);
        if (isMoved.Concat(isNoted).Any(done => !done))
        {
            throw new InvalidOperationException("An enrollment that was held has moved on: nothing was answered. Try again.");
        }

        await session.CloseRoundsAsync(moves.Where(m => m.End is not null).Select(m => (m.Answer.DecisionId, m.End!.Value, (string?)"override")), now);
    }

    private static async Task<List<AskedMail>> FindAsync(Session session, IReadOnlyCollection<DecisionId> decisions)
    {
        // Enrollments before approvals, as everywhere; what was answered while we waited for the first is seen in the second.
        var first = await session.FindApprovalsAsync(decisions);
        var held = (await session.HoldEnrollmentsAsync(first.Values.Select(a => a.EnrollmentId))).ToDictionary(e => e.Id);
        return [.. (await session.FindApprovalsAsync(decisions)).Values.Where(a => held.ContainsKey(a.EnrollmentId)).Select(a => new AskedMail(a, held[a.EnrollmentId]))];
    }

    private static string? WhyNot(AskedMail asked, DateTimeOffset now)
    {
        var (approval, enrollment) = asked;
        return approval.State switch
        {
            ApprovalState.Pending when enrollment.State != EnrollmentState.Asked.ToText() => Refusal.Moot,
            ApprovalState.Pending when now >= approval.SlotUntil => Refusal.Late,
            ApprovalState.Pending => null,
            ApprovalState.Notified when enrollment.State == EnrollmentState.Decided.ToText() && enrollment.Step == approval.Step => null,
            ApprovalState.Notified => Refusal.Begun,
            ApprovalState.Withdrawn => Refusal.Moot,
            _ => Refusal.Answered,
        };
    }

    private sealed record AskedMail(Approval Approval, Enrollment Enrollment);

    private sealed record Move(Enrollment Asked, Enrollment Moved, Approval Answer, RoundEnd? End = null);
}

/// <summary>Who says something, and why.</summary>
/// <param name="By">A name.</param>
/// <param name="Reason">Why, or null.</param>
internal sealed record Said(string By, string? Reason);

/// <summary>What came of an answer.</summary>
/// <param name="Done">For which it counted.</param>
/// <param name="Refused">For which it did not, and why.</param>
internal sealed record Answered(IReadOnlyList<DecisionId> Done, IReadOnlyList<(DecisionId Decision, string Why)> Refused);

/// <summary>Why an answer does not count, in words for whoever gave it.</summary>
internal static class Refusal
{
    public const string Unknown = "nobody was asked about it";
    public const string Answered = "it has been answered before";
    public const string NotAnswered = "it has not been answered";
    public const string Moot = "it is not waited for any more: the contact answered, unsubscribed or was stopped, or it is asked anew";
    public const string Late = "its slot is over; it will be asked anew";
    public const string Automatic = "it goes out by itself; skip, stop or change it if it should not";
    public const string Begun = "its mail has begun to leave";
    public const string Final = "a skip and a stop hold at once and what nobody answered is done: the round is closed, and the ledger keeps it";
    public const string OneByOne = "a rule wants it looked at by itself: name it";
}
