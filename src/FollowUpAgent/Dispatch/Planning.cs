using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>
/// Plans claimed enrollments: a batch together, or each alone where the batch throws, so that one that cannot be planned never holds up
/// the others. It is tried again, and after some tries held for a person.
/// </summary>
internal sealed partial class Planning(Planner planner, PlanStore plans, DispatchOptions options, TimeProvider clock, ILogger<Planning> logger)
{
    private static readonly TimeSpan LongestLease = TimeSpan.FromMinutes(1);

    /// <summary>How long a batch may take to plan before another worker may take it over.</summary>
    public TimeSpan Lease => options.Lease < LongestLease ? options.Lease : LongestLease;

    /// <summary>Draws a slot for each.</summary>
    public Task PlanWhenAsync(IReadOnlyList<Enrollment> due, CancellationToken cancellationToken) => PlanAsync(due, forWhich: false, planner.PlanWhen, cancellationToken);

    /// <summary>Draws a variant for each and fills the outbox.</summary>
    public Task PlanWhichAsync(IReadOnlyList<Enrollment> due, CancellationToken cancellationToken) => PlanAsync(due, forWhich: true, planner.PlanWhich, cancellationToken);

    /// <summary>Goes on with each, about which nobody answered in time.</summary>
    public Task PlanUnansweredAsync(IReadOnlyList<Enrollment> due, CancellationToken cancellationToken) => PlanAsync(due, forWhich: true, planner.PlanUnanswered, cancellationToken);

    private async Task PlanAsync(
        IReadOnlyList<Enrollment> due, bool forWhich, Func<Enrollment, PlanningFacts, DateTimeOffset, Plan> plan, CancellationToken cancellationToken)
    {
        if (await TryTogetherAsync(due, forWhich, plan, cancellationToken) is not { } fault)
        {
            return;
        }

        if (due.Count == 1)
        {
            await FailAsync(due[0], fault, cancellationToken);
            return;
        }

        foreach (var one in due)
        {
            await PlanAsync([one], forWhich, plan, cancellationToken);
        }
    }

    private async Task<Exception?> TryTogetherAsync(
        IReadOnlyList<Enrollment> due, bool forWhich, Func<Enrollment, PlanningFacts, DateTimeOffset, Plan> plan, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        try
        {
            var facts = await plans.ReadAsync(due, forWhich, now, cancellationToken);
            await plans.WriteAsync([.. due.Zip(facts, (e, f) => plan(e, f, now))], now, cancellationToken);
            return null;
        }
#pragma warning disable CA1031 // Whatever one contact's data makes planning throw, it is that contact's fault and not the batch's.
        catch (Exception e) when (e is not OperationCanceledException && !DatabaseAway.Is(e))
        {
            return e;
        }
#pragma warning restore CA1031
    }

    private async Task FailAsync(Enrollment one, Exception fault, CancellationToken cancellationToken)
    {
        var reason = $"it could not be planned: {fault.GetType().Name}";
        if (await plans.FailAsync(one, reason, Lease, clock.GetUtcNow(), cancellationToken))
        {
            EnrollmentIsHeld(one.Id, fault);
        }
    }

    [LoggerMessage(1800, LogLevel.Error, "Enrollment {Enrollment} could not be planned three times and is paused; the others go on.")]
    private partial void EnrollmentIsHeld(EnrollmentId enrollment, Exception exception);
}
