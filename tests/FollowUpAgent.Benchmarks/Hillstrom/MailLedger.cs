using System.Globalization;

namespace FollowUpAgent.Benchmarks.Hillstrom;

/// <summary>
/// Every mail that the sink answered for, in the order in which it did. A line is handed to the operating system before the sink says
/// 250, so no death of a worker, and none of the sink's process, can lose one: lost and double mails are counted, not estimated.
/// </summary>
internal sealed class MailLedger : IDisposable
{
    private readonly Lock gate = new();
    private readonly FileStream file;
    private readonly Dictionary<string, Accepted> mails = [];

    /// <summary>Begins a ledger in this file.</summary>
    public MailLedger(string path) => file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);

    /// <summary>How many different mails arrived.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return mails.Count;
            }
        }
    }

    /// <summary>The mails by Message-ID.</summary>
    public Dictionary<string, Accepted> Snapshot()
    {
        lock (gate)
        {
            return new Dictionary<string, Accepted>(mails);
        }
    }

    /// <summary>Writes down a mail that is complete and about to be accepted.</summary>
    /// <returns>Its number.</returns>
    public int Write(string messageId, string recipient)
    {
        var at = TimeProvider.System.GetUtcNow();
        var line = System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{at:O} {messageId} {recipient}\n"));
        lock (gate)
        {
            file.Write(line);
            mails[messageId] = new Accepted(recipient, at, (mails.GetValueOrDefault(messageId)?.Times ?? 0) + 1);
            return mails.Count;
        }
    }

    /// <inheritdoc />
    public void Dispose() => file.Dispose();
}

/// <summary>What arrived under one Message-ID.</summary>
/// <param name="Recipient">To whom.</param>
/// <param name="LastAt">When it arrived last.</param>
/// <param name="Times">How often.</param>
internal sealed record Accepted(string Recipient, DateTimeOffset LastAt, int Times);
