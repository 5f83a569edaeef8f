using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using FollowUpAgent.Delivery.Composing;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Messages;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Delivery;

/// <summary>
/// Hands the messages of one relay over: claim, session, commit A, send, commit B. While the relay is down it rests, and messages stay in
/// the outbox untouched. Whatever befalls one message, the others of its batch are sent or given back.
/// </summary>
internal sealed partial class DeliveryPump(
    string relay, IMailer mailer, int connections, HandOver handOver, RelayGuard guard, TimeProvider clock, string worker, ILogger<DeliveryPump> logger)
    : IPump, IAsyncDisposable
{
    // A pass is bounded, so that its pump is seen to live.
    private const int MostClaims = 10;

    /// <inheritdoc />
    public string Name => $"delivery-{relay}";

    /// <inheritdoc />
    public TimeSpan Rest { get; } = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc />
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        if (guard.IsOpen)
        {
            return 0;
        }

        var claimed = await handOver.ClaimAsync(relay, worker, cancellationToken);
        if (claimed.Count == 0)
        {
            return 0;
        }

        var inHand = new ConcurrentDictionary<MessageId, OutboxMessage>();
        var moved = DeliverAllAsync(claimed, inHand, cancellationToken);
        while (await Task.WhenAny(moved, Task.Delay(handOver.RenewEvery, CancellationToken.None)) != moved)
        {
            await RenewAsync([.. inHand.Values]);
        }

        return await moved;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => mailer is IAsyncDisposable disposable ? disposable.DisposeAsync() : ValueTask.CompletedTask;

    private async Task<int> DeliverAllAsync(
        List<OutboxMessage> first, ConcurrentDictionary<MessageId, OutboxMessage> inHand, CancellationToken stopping)
    {
        var moved = 0;
        // Stopping is not passed to the loop: what is claimed is either sent or given back, never just dropped.
        await Parallel.ForEachAsync(
            ClaimedAsync(first, inHand, stopping),
            new ParallelOptions { MaxDegreeOfParallelism = connections, CancellationToken = CancellationToken.None },
            async (one, _) =>
            {
                if (await DeliverAsync(one.Message, one.Content, stopping))
                {
                    Interlocked.Increment(ref moved);
                }

                inHand.TryRemove(one.Message.Id, out OutboxMessage? _);
            });
        return moved;
    }

    /// <summary>
    /// The claimed messages, and more as the last of them are taken: otherwise connections idle while the slowest mail of a batch is on its
    /// way. A message that must be sent alone ends the pass, or is all of it.
    /// </summary>
    private async IAsyncEnumerable<(OutboxMessage Message, string? Content)> ClaimedAsync(
        List<OutboxMessage> first, ConcurrentDictionary<MessageId, OutboxMessage> inHand, [EnumeratorCancellation] CancellationToken stopping)
    {
        var batch = first;
        for (var claims = 1; batch.Count > 0; claims++)
        {
            batch.ForEach(m => inHand[m.Id] = m);
            var contents = await Insistence.UntilDoneAsync(() => handOver.ReadContentsAsync(batch, CancellationToken.None), CancellationToken.None);
            foreach (var message in batch)
            {
                yield return (message, contents.GetValueOrDefault(message.Id));
            }

            var isOver = claims == MostClaims || stopping.IsCancellationRequested || guard.IsOpen || batch.Exists(HandOver.IsSolo);
            batch = isOver ? [] : await ClaimMoreAsync(stopping);
        }
    }

    // The database being away ends the pass; what is in hand goes on.
    private async Task<List<OutboxMessage>> ClaimMoreAsync(CancellationToken stopping)
    {
        try
        {
            return await handOver.ClaimMoreAsync(relay, worker, stopping);
        }
        catch (Exception e) when (DatabaseAway.Is(e) || e is OperationCanceledException)
        {
            return [];
        }
    }

    // A renewal that fails is no harm yet: the next one may come through, and commit A looks at the lease itself.
    private async Task RenewAsync(List<OutboxMessage> claimed)
    {
        try
        {
            await handOver.RenewAsync(claimed, worker, CancellationToken.None);
        }
        catch (Exception e) when (DatabaseAway.Is(e))
        {
            LeasesNotRenewed(relay);
        }
    }

    private async Task<bool> DeliverAsync(OutboxMessage message, string? content, CancellationToken stopping)
    {
        try
        {
            if (stopping.IsCancellationRequested || guard.IsOpen)
            {
                return await GiveBackAsync(message, message.DueAt, stopping);
            }

            return ReadMail(content) is { } mail
                ? await OpenAndSendAsync(message, mail, stopping)
                : await QuarantineAsync(message, "its content is missing or cannot be read");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
#pragma warning disable CA1031 // A fault that nobody foresaw: recovery treats the message as one whose worker died, and the batch goes on.
        catch (Exception e)
        {
            MessageLeftToRecovery(relay, message.Id, e);
            return true;
        }
#pragma warning restore CA1031
    }

    private async Task<bool> OpenAndSendAsync(OutboxMessage message, OutgoingMail mail, CancellationToken stopping)
    {
        IMailSession session;
        try
        {
            session = await mailer.OpenAsync(stopping);
        }
        catch (MailerUnavailableException e)
        {
            if (guard.Trip(e.IsPermanent))
            {
                RelayUnavailable(relay, e.Place, e.Phase, e.Reply?.Summary, guard.Pause, e.IsPermanent);
            }

            return await GiveBackAsync(message, clock.GetUtcNow() + guard.Pause, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return await GiveBackAsync(message, message.DueAt, stopping);
        }

        await using (session)
        {
            return await SendAsync(session, message, mail, stopping);
        }
    }

    private async Task<bool> SendAsync(IMailSession session, OutboxMessage message, OutgoingMail mail, CancellationToken stopping)
    {
        var begun = await Insistence.UntilDoneAsync(() => handOver.BeginAsync(message, CancellationToken.None), CancellationToken.None);
        if (begun is not BeginOutcome.Begun)
        {
            return begun is not BeginOutcome.Lost;
        }

        AttemptEnd end;
        try
        {
            end = AttemptEnds.Of(await session.SendAsync(mail, stopping));
        }
        catch (MailCompositionException e)
        {
            return await QuarantineAsync(message, e.Message);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The mailer hears a stop only up to RCPT: surely not accepted.
            end = new AttemptEnd(AttemptKind.NotAccepted, Detail: "stopped");
        }

        await Insistence.UntilDoneAsync(() => handOver.EndAsync(message, end, CancellationToken.None), CancellationToken.None);
        Note(end);
        return true;
    }

    private void Note(AttemptEnd end)
    {
        if (end.IsRelayFault)
        {
            if (end.IsAboutUs ? guard.Trip(isPermanent: true) : guard.TripOnPolicy())
            {
                RelayRefuses(relay, end.Detail, guard.Pause);
            }
        }
        else if (end.Kind is AttemptKind.Accepted && guard.Reset())
        {
            RelayWorksAgain(relay);
        }
    }

    // While we stop, a database that is away is not waited for: the lease runs out by itself.
    private async Task<bool> GiveBackAsync(OutboxMessage message, DateTimeOffset dueAt, CancellationToken stopping)
    {
        try
        {
            await handOver.GiveBackAsync(message, dueAt, CancellationToken.None);
        }
        catch (Exception e) when (DatabaseAway.Is(e) && !stopping.IsCancellationRequested)
        {
            await Insistence.UntilDoneAsync(() => handOver.GiveBackAsync(message, dueAt, CancellationToken.None), stopping);
        }

        return false;
    }

    private async Task<bool> QuarantineAsync(OutboxMessage message, string reason)
    {
        await Insistence.UntilDoneAsync(() => handOver.QuarantineAsync(message, reason, CancellationToken.None), CancellationToken.None);
        return true;
    }

    private static OutgoingMail? ReadMail(string? content)
    {
        try
        {
            return content is null ? null : JsonSerializer.Deserialize<OutgoingMail>(content);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(1900, LogLevel.Error, "Relay {Relay} ({Place}) is not available at {Phase} {Reply}; nothing is lost, next try in {Pause}. Permanent: {IsPermanent}.")]
    private partial void RelayUnavailable(string relay, string place, MailerPhase phase, string? reply, TimeSpan pause, bool isPermanent);

    [LoggerMessage(1901, LogLevel.Information, "Relay {Relay} works again.")]
    private partial void RelayWorksAgain(string relay);

    [LoggerMessage(1902, LogLevel.Error, "Relay {Relay} refuses our mail ({Reply}); it pauses for {Pause}. Check sender, login and DNS records.")]
    private partial void RelayRefuses(string relay, string? reply, TimeSpan pause);

    [LoggerMessage(1903, LogLevel.Error, "Message {Message} on relay {Relay} met a fault nobody foresaw; recovery settles it, the others go on.")]
    private partial void MessageLeftToRecovery(string relay, MessageId message, Exception exception);

    [LoggerMessage(1904, LogLevel.Warning, "The leases of the messages in hand on relay {Relay} were not renewed: the database is away.")]
    private partial void LeasesNotRenewed(string relay);
}
