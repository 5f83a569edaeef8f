using System.Threading.RateLimiting;
using FollowUpAgent.Events.Providers;
using FollowUpAgent.Hosting;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events.Quarantine;

/// <summary>
/// Keeps what came to a right path with a wrong signature. Some providers never send it again, so that a key mistyped on Friday would have
/// cost a weekend's bounces. Anybody can post there: so it is little, slow, and nothing in it is read.
/// </summary>
internal sealed class QuarantineDoor(Database database, IdSource ids) : IDisposable
{
    private const int MostBody = 1 << 20;
    private const int MostPerSecond = 20;

    private readonly TokenBucketRateLimiter limiter = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = MostPerSecond,
        TokensPerPeriod = MostPerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
    });

    /// <summary>Keeps a refused delivery if it may still prove genuine. Never fails: the answer is a refusal all the same.</summary>
    public async Task KeepAsync(
        IEventProvider provider, string endpoint, ProviderDelivery delivery, IHeaderDictionary headers, string reason, DateTimeOffset now)
    {
        // Who signs nothing is known by the secret alone: without it the path was not the right one.
        if (provider is IUnsignedProvider || delivery.Body.Length is 0 or > MostBody)
        {
            return;
        }

        using var lease = limiter.AttemptAcquire();
        if (!lease.IsAcquired || QuarantinedDelivery.Of(ids.New(), endpoint, delivery, headers, reason, now) is not { } kept)
        {
            return;
        }

        try
        {
            await database.WriteAsync(s => s.QuarantineAsync(kept), CancellationToken.None).WaitAsync(DatabaseTrouble.LongestWait);
        }
        catch (Exception e) when (DatabaseTrouble.Is(e))
        {
            // It is refused, and most senders come again.
        }
    }

    /// <inheritdoc />
    public void Dispose() => limiter.Dispose();
}
