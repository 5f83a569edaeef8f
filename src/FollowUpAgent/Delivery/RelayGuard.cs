using FollowUpAgent.Storage;
using Npgsql;
using Polly;
using Polly.Retry;

namespace FollowUpAgent.Delivery;

/// <summary>Keeps a worker from hammering a relay that is down: pauses grow while it stays so. Safe for many threads.</summary>
internal sealed class RelayGuard(TimeProvider clock)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AfterPermanentFault = TimeSpan.FromMinutes(5);
    private readonly Lock sync = new();
    private DateTimeOffset openUntil = DateTimeOffset.MinValue;
    private int trips;

    /// <summary>How long the present pause is.</summary>
    public TimeSpan Pause { get; private set; } = First;

    /// <summary>True while nothing is sent.</summary>
    public bool IsOpen
    {
        get
        {
            lock (sync)
            {
                return clock.GetUtcNow() < openUntil;
            }
        }
    }

    /// <summary>Tries again and again with growing pauses, for as long as the database is away.</summary>
    public ResiliencePipeline KeepTrying { get; } = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            Delay = TimeSpan.FromMilliseconds(200),
            MaxDelay = TimeSpan.FromSeconds(10),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = new PredicateBuilder().Handle<DatabaseUnavailableException>().Handle<NpgsqlException>(e => e.IsTransient || e.InnerException is IOException),
        })
        .Build();

    /// <summary>Stops sending for a while.</summary>
    /// <returns>True for the first trip, whose reason is worth a line in the log.</returns>
    public bool Trip(bool isPermanent)
    {
        lock (sync)
        {
            if (clock.GetUtcNow() < openUntil)
            {
                return false;
            }

            var grown = First * Math.Pow(2, Math.Min(trips, 10));
            Pause = isPermanent ? AfterPermanentFault : grown < Longest ? grown : Longest;
            openUntil = clock.GetUtcNow() + Pause;
            return trips++ == 0;
        }
    }

    /// <summary>Forgets the trips.</summary>
    /// <returns>True where there were any.</returns>
    public bool Reset()
    {
        lock (sync)
        {
            var had = trips > 0;
            trips = 0;
            return had;
        }
    }
}
