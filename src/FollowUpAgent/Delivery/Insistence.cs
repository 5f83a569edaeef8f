using FollowUpAgent.Storage;
using Polly;
using Polly.Retry;

namespace FollowUpAgent.Delivery;

/// <summary>Tries a piece of the protocol again while the database is away: what happened on the wire must not be forgotten.</summary>
internal static class Insistence
{
    private static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            Delay = TimeSpan.FromMilliseconds(100),
            MaxDelay = TimeSpan.FromSeconds(5),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = new PredicateBuilder().Handle<Exception>(DatabaseAway.Is),
        })
        .Build();

    /// <summary>Runs the work until the database has taken it.</summary>
    /// <param name="work">Harmless when repeated; not interrupted once it runs.</param>
    /// <param name="givingUp">Ends the trying.</param>
    public static ValueTask<T> UntilDoneAsync<T>(Func<Task<T>> work, CancellationToken givingUp) =>
        Pipeline.ExecuteAsync(async _ => await work(), givingUp);

    /// <summary>Runs the work until the database has taken it, as <see cref="UntilDoneAsync{T}"/>.</summary>
    public static ValueTask UntilDoneAsync(Func<Task> work, CancellationToken givingUp) =>
        Pipeline.ExecuteAsync(async _ => await work(), givingUp);
}
