using System.Text.Json;
using FollowUpAgent.Delivery.Composing;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Messages;

namespace FollowUpAgent.Delivery;

/// <summary>
/// Takes messages from the outbox and sends them through one relay, several at a time: open a line, commit A, send, commit B. While the
/// relay cannot be reached, messages stay in the outbox untouched.
/// </summary>
internal sealed partial class DeliveryPump(
    string relay, IMailer mailer, int connections, HandOver handOver, RelayGuard guard, TimeProvider clock, string worker, ILogger<DeliveryPump> logger)
    : IPump, IAsyncDisposable
{
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

        var contents = await handOver.ReadContentsAsync(claimed, cancellationToken);
        var begun = 0;
        // Stopping is not passed to the loop: what is claimed is either sent or given back, never just dropped.
        await Parallel.ForEachAsync(
            claimed,
            new ParallelOptions { MaxDegreeOfParallelism = connections, CancellationToken = CancellationToken.None },
            async (message, _) =>
            {
                if (await DeliverAsync(message, contents.GetValueOrDefault(message.Id), cancellationToken))
                {
                    Interlocked.Increment(ref begun);
                }
            });
        return begun;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => mailer is IAsyncDisposable disposable ? disposable.DisposeAsync() : ValueTask.CompletedTask;

    private async Task<bool> DeliverAsync(OutboxMessage message, string? content, CancellationToken stopping)
    {
        if (stopping.IsCancellationRequested || guard.IsOpen)
        {
            await handOver.GiveBackAsync(message, message.DueAt, CancellationToken.None);
            return false;
        }

        if (content is null || JsonSerializer.Deserialize<OutgoingMail>(content) is not { } mail)
        {
            await handOver.QuarantineAsync(message, "its content is missing", CancellationToken.None);
            return false;
        }

        try
        {
            await using var session = await mailer.OpenAsync(stopping);
            return await SendAsync(session, message, mail, stopping);
        }
        catch (MailerUnavailableException e)
        {
            if (guard.Trip(e.IsPermanent))
            {
                RelayUnavailable(relay, e.Place, e.Phase, e.Reply?.Summary, guard.Pause, e.IsPermanent);
            }

            await handOver.GiveBackAsync(message, clock.GetUtcNow() + guard.Pause, CancellationToken.None);
            return false;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await handOver.GiveBackAsync(message, message.DueAt, CancellationToken.None);
            return false;
        }
    }

    private async Task<bool> SendAsync(IMailSession session, OutboxMessage message, OutgoingMail mail, CancellationToken stopping)
    {
        var begun = await handOver.BeginAsync(message, worker, CancellationToken.None);
        if (begun is not BeginOutcome.Begun)
        {
            return false;
        }

        AttemptEnd end;
        try
        {
            end = EndOf(await session.SendAsync(mail, stopping));
        }
        catch (MailCompositionException e)
        {
            await handOver.QuarantineAsync(message, e.Message, CancellationToken.None);
            return false;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The mailer hears a stop only up to RCPT: surely not accepted.
            end = new AttemptEnd(AttemptKind.NotAccepted, Detail: "stopped");
        }

        await RecordAsync(message, end);
        if (end.IsRelayFault && guard.Trip(isPermanent: true))
        {
            RelayRefuses(relay, end.Detail, guard.Pause);
        }
        else if (end.Kind is AttemptKind.Accepted && guard.Reset())
        {
            RelayWorksAgain(relay);
        }

        return true;
    }

    /// <summary>Commit B is tried until it is through: what happened on the wire must not be forgotten because the database was away.</summary>
    private Task RecordAsync(OutboxMessage message, AttemptEnd end) =>
        guard.KeepTrying.ExecuteAsync(async cancellationToken => await handOver.EndAsync(message, end, cancellationToken), CancellationToken.None).AsTask();

    private static AttemptEnd EndOf(SendOutcome outcome) => outcome switch
    {
        SendOutcome.Accepted(var queueId, _) => new AttemptEnd(AttemptKind.Accepted, 250) { QueueId = queueId },
        SendOutcome.Deferred(var reply) => Answered(AttemptKind.Deferred, reply),
        SendOutcome.Refused(var reply) => Answered(AttemptKind.Refused, reply),
        SendOutcome.NotAccepted(var reason) => new AttemptEnd(AttemptKind.NotAccepted, Detail: reason),
        SendOutcome.Unknown(var reason) => new AttemptEnd(AttemptKind.Unknown, Detail: reason),
        _ => throw new InvalidOperationException($"No such outcome: {outcome.GetType().Name}."),
    };

    private static AttemptEnd Answered(AttemptKind kind, SmtpReply reply) =>
        new(kind, reply.Code, reply.EnhancedCode, reply.Summary)
        {
            IsAboutRecipient = reply.Verb == "RCPT" && !IsPolicy(reply),
            IsRelayFault = kind is AttemptKind.Refused && (reply.Verb is "MAIL" or "EHLO" or "AUTH" or "RSET" || IsPolicy(reply)),
        };

    // X.7.z is security and policy (RFC 3463), 530 to 538 are about our login: the fault is ours or the relay's, never the contact's.
    private static bool IsPolicy(SmtpReply reply) =>
        reply.EnhancedCode?.StartsWith("5.7.", StringComparison.Ordinal) == true || reply.Code is >= 530 and <= 538;

    [LoggerMessage(1900, LogLevel.Error, "Relay {Relay} ({Place}) is not available at {Phase} {Reply}; nothing is lost, next try in {Pause}. Permanent: {IsPermanent}.")]
    private partial void RelayUnavailable(string relay, string place, MailerPhase phase, string? reply, TimeSpan pause, bool isPermanent);

    [LoggerMessage(1901, LogLevel.Information, "Relay {Relay} works again.")]
    private partial void RelayWorksAgain(string relay);

    [LoggerMessage(1902, LogLevel.Error, "Relay {Relay} refuses our mail ({Reply}); it pauses for {Pause}. Check sender, login and DNS records.")]
    private partial void RelayRefuses(string relay, string? reply, TimeSpan pause);
}
