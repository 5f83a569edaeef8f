using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;
using System.Threading.RateLimiting;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Messages;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events;

/// <summary>
/// Stores clicks, opens and visits without letting the reader wait for the database. What cannot be stored at once is kept in memory, within a
/// bound, and stored by the pump later. That is the one thing the agent may forget: it dies with the process or beyond the bound.
/// </summary>
internal sealed class TrackingPump(Database database, InboxWriter inbox, EventsOptions options, IdSource ids, TimeProvider clock) : IPump, IDisposable
{
    private const int MostWaiting = 10_000;
    private const int Batch = 200;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50);

    private readonly Channel<InboxRow> waiting = Channel.CreateBounded<InboxRow>(MostWaiting);
    private readonly PartitionedRateLimiter<IPAddress> limiter = LimiterOf(options.MostPerSecond);
    private long dropped;
    private long lost;

    /// <inheritdoc />
    public string Name => "tracking";

    /// <inheritdoc />
    public TimeSpan Rest { get; } = TimeSpan.FromSeconds(1);

    /// <summary>How many events were dropped since the start because one network sent too many.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    /// <summary>How many were lost since the start because the database was away too long.</summary>
    public long Lost => Interlocked.Read(ref lost);

    /// <summary>How many wait in memory for the database.</summary>
    public int Waiting => waiting.Reader.Count;

    /// <summary>Keeps what a reader did; never fails, and waits a twentieth of a second at most.</summary>
    public Task KeepAsync(Reader reader, string kind, MessageId message, int? link) => KeepAsync(reader, () => RowOf(reader, kind, message, link));

    /// <summary>Keeps what a reader did as this row, in the same way.</summary>
    public async Task KeepAsync(Reader reader, Func<InboxRow> rowOf)
    {
        using var lease = limiter.AttemptAcquire(reader.Network);
        if (!lease.IsAcquired)
        {
            Interlocked.Increment(ref dropped);
            return;
        }

        var row = rowOf();
        if (Waiting > 0)
        {
            // The database is in trouble already: the pump finds out when it is back, not this reader.
            Wait(row);
            return;
        }

        try
        {
            await inbox.AddAsync(row).WaitAsync(LongestWait);
        }
        catch (Exception e) when (DatabaseTrouble.Is(e))
        {
            // A write that was only slow may still be through; its key makes the second one harmless.
            Wait(row);
        }
    }

    /// <inheritdoc />
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        var batch = new List<InboxRow>();
        while (batch.Count < Batch && waiting.Reader.TryRead(out var row))
        {
            batch.Add(row);
        }

        if (batch.Count == 0)
        {
            return 0;
        }

        var isStored = false;
        try
        {
            await database.WriteAsync(session => session.AddInboxRowsAsync(batch), cancellationToken);
            isStored = true;
            return batch.Count;
        }
        finally
        {
            if (!isStored)
            {
                batch.ForEach(Wait);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => limiter.Dispose();

    private void Wait(InboxRow row)
    {
        if (!waiting.Writer.TryWrite(row))
        {
            Interlocked.Increment(ref lost);
        }
    }

    // In the words of the event webhook, so that one reader understands both.
    private InboxRow RowOf(Reader reader, string kind, MessageId message, int? link)
    {
        var id = ids.New();
        var (now, name) = (clock.GetUtcNow(), MessageIds.Of(message.Value, "local"));
        return new InboxRow
        {
            Id = id,
            Endpoint = $"tracking/{kind}",
            DedupeKey = SHA256.HashData(id.ToByteArray()),
            ReceivedAt = now,
            Headers = reader.ToHeaders(),
            Body = JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    type = kind,
                    timestamp = now,
                    data = new
                    {
                        messageId = name,
                        link,
                        machine = reader.IsPrefetch,
                        method = reader.IsHead ? HttpMethods.Head : HttpMethods.Get,
                        userAgent = reader.UserAgent,
                        ip = reader.Address.ToString(),
                    },
                }),
        };
    }

    private static PartitionedRateLimiter<IPAddress> LimiterOf(int perSecond) => PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        network => RateLimitPartition.GetTokenBucketLimiter(network, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = perSecond,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        }));
}
