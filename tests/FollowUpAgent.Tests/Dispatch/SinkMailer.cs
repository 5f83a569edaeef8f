using System.Collections.Concurrent;
using FollowUpAgent.Delivery;
using FollowUpAgent.Messages;

namespace FollowUpAgent.Tests.Dispatch;

/// <summary>A mailer in memory that does what a test tells it, and remembers every mail that truly went out.</summary>
internal sealed class SinkMailer : IMailer
{
    private readonly ConcurrentQueue<string> delivered = new();

    public string Name => "sink";

    /// <summary>The Message-IDs that arrived, in order, repeats included.</summary>
    public IReadOnlyList<string> Delivered => [.. delivered];

    /// <summary>What happens to a mail; <see cref="Take"/> unless a test says otherwise.</summary>
    public Func<OutgoingMail, SendOutcome>? OnSend { get; set; }

    /// <summary>Asked before a session is given.</summary>
    public Action? OnOpen { get; set; }

    /// <summary>Lets the mail arrive.</summary>
    public SendOutcome Take(OutgoingMail mail)
    {
        delivered.Enqueue(mail.MessageId);
        return new SendOutcome.Accepted($"Q{delivered.Count}", "250 ok");
    }

    public Task<IMailSession> OpenAsync(CancellationToken stopping)
    {
        OnOpen?.Invoke();
        return Task.FromResult<IMailSession>(new Line(this));
    }

    private sealed class Line(SinkMailer sink) : IMailSession
    {
        public async Task<SendOutcome> SendAsync(OutgoingMail mail, CancellationToken stopping)
        {
            await Task.Yield();
            return sink.OnSend is { } told ? told(mail) : sink.Take(mail);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>Stands for the moment at which a worker is killed: nothing after it happens.</summary>
internal sealed class KilledException : Exception;
