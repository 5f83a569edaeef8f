namespace FollowUpAgent.Benchmarks.Hillstrom;

/// <summary>Every mail that the sink wrote down, in the order in which it did: lost and double mails are counted, not estimated.</summary>
internal sealed class MailLedger
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Accepted> mails = [];

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

    /// <summary>Writes down a mail.</summary>
    public void Write(string messageId, string recipient)
    {
        var at = TimeProvider.System.GetUtcNow();
        lock (gate)
        {
            mails[messageId] = new Accepted(recipient, at, (mails.GetValueOrDefault(messageId)?.Times ?? 0) + 1);
        }
    }
}

/// <summary>What arrived under one Message-ID.</summary>
/// <param name="Recipient">To whom.</param>
/// <param name="LastAt">When it was seen last.</param>
/// <param name="Times">How often.</param>
internal sealed record Accepted(string Recipient, DateTimeOffset LastAt, int Times);
