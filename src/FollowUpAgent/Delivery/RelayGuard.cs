using Polly;
using Polly.CircuitBreaker;

namespace FollowUpAgent.Delivery;

/// <summary>
/// Keeps a worker from hammering a relay that is down or refuses us: a circuit breaker whose pauses grow while it stays so. Safe for many
/// threads.
/// </summary>
internal sealed class RelayGuard
{
    // One recipient's own rules refuse one mail. When every mail is refused for policy, it is about us. Counted here: Polly knows shares
    // within a stretch of time, not how many came in a row.
    private const int PolicyRefusalsInARow = 3;

    // The fewest that Polly opens on. One is enough for us: no session means no mail at all, so it is told twice.
    private const int FewestFailures = 2;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AfterPermanentFault = TimeSpan.FromMinutes(5);
    private readonly TimeProvider clock;
    private readonly Lock sync = new();
    private readonly CircuitBreakerStateProvider circuit = new();
    private readonly ResiliencePipeline<Verdict> breaker;
    private DateTimeOffset openUntil = DateTimeOffset.MinValue;
    private Verdict latest;
    private int policyRefusals;

    /// <summary>A guard that lets everything through.</summary>
    public RelayGuard(TimeProvider clock)
    {
        this.clock = clock;
        breaker = new ResiliencePipelineBuilder<Verdict> { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Verdict>
            {
                FailureRatio = 1,
                MinimumThroughput = FewestFailures,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is not Verdict.Works),
                BreakDurationGenerator = args => ValueTask.FromResult(Pause = PauseAfter(args.HalfOpenAttempts)),
                OnOpened = args =>
                {
                    openUntil = clock.GetUtcNow() + args.BreakDuration;
                    return ValueTask.CompletedTask;
                },
                StateProvider = circuit,
            })
            .Build();
    }

    private enum Verdict
    {
        Works,
        Down,
        RefusesUs,
    }

    /// <summary>How long the present pause is.</summary>
    public TimeSpan Pause { get; private set; } = First;

    /// <summary>True while nothing is sent. After the pause the next verdict closes the circuit or opens it for longer.</summary>
    public bool IsOpen
    {
        get
        {
            lock (sync)
            {
                return IsPausing;
            }
        }
    }

    // Polly's own state stays open after the pause, until somebody tries.
    private bool IsPausing => circuit.CircuitState is not CircuitState.Closed && clock.GetUtcNow() < openUntil;

    /// <summary>Stops sending for a while.</summary>
    /// <returns>True for the first trip, whose reason is worth a line in the log.</returns>
    public bool Trip(bool isPermanent)
    {
        lock (sync)
        {
            if (IsPausing)
            {
                return false;
            }

            var isFirst = circuit.CircuitState is CircuitState.Closed;
            for (var told = 0; told < (isFirst ? FewestFailures : 1); told++)
            {
                Tell(isPermanent ? Verdict.RefusesUs : Verdict.Down);
            }

            return isFirst;
        }
    }

    /// <summary>Counts a refusal that may be about us; stops sending once several came in a row, none accepted in between.</summary>
    /// <returns>True for the first trip.</returns>
    public bool TripOnPolicy()
    {
        lock (sync)
        {
            return ++policyRefusals >= PolicyRefusalsInARow && Trip(isPermanent: true);
        }
    }

    /// <summary>The relay took a mail: forgets refusals, and closes the circuit unless it pauses right now.</summary>
    /// <returns>True where it was closed by this.</returns>
    public bool Reset()
    {
        lock (sync)
        {
            policyRefusals = 0;
            if (circuit.CircuitState is CircuitState.Closed || IsPausing)
            {
                return false;
            }

            Tell(Verdict.Works);
            return true;
        }
    }

    private void Tell(Verdict verdict)
    {
        latest = verdict;
        breaker.Execute(() => verdict);
    }

    private TimeSpan PauseAfter(int attempts)
    {
        if (latest is Verdict.RefusesUs)
        {
            return AfterPermanentFault;
        }

        var grown = First * Math.Pow(2, Math.Min(attempts, 10));
        return grown < Longest ? grown : Longest;
    }
}
