namespace FollowUpAgent.Sequences;

/// <summary>One mailbox that mails come from. Section <c>Senders:&lt;key&gt;</c>.</summary>
internal sealed class SenderOptions
{
    /// <summary>The name people see. Required: 1 to 100 letters on one line.</summary>
    public string? Name { get; init; }

    /// <summary>The address mails come from. Required.</summary>
    public string? Address { get; init; }

    /// <summary>Where answers go. Default: the address itself.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>The key of the relay that takes its mails. Default: default.</summary>
    public string? Relay { get; init; } = "default";

    /// <summary>Most messages it sends in one day, over all sequences. Default: 200. 1 to 100,000.</summary>
    public int PerDay { get; init; } = 200;

    /// <summary>The IANA time zone in which its days are counted. Default: Etc/UTC.</summary>
    public string? TimeZone { get; init; } = "Etc/UTC";

    /// <summary>How a young mailbox grows up to its daily cap. Default: none, the cap holds from the first day.</summary>
    public RampUpOptions? RampUp { get; init; }
}

/// <summary>The growth of a young mailbox. Section <c>Senders:&lt;key&gt;:RampUp</c>.</summary>
internal sealed class RampUpOptions
{
    /// <summary>The first day, as in 2026-09-01; before it the sender sends nothing. Required.</summary>
    public string? StartedOn { get; init; }

    /// <summary>Most messages on the first day. Default: 20. 1 up to the daily cap.</summary>
    public int FirstDay { get; init; } = 20;

    /// <summary>How many messages more each day may have than the day before. Default: 10. 1 to 10,000.</summary>
    public int GrowthPerDay { get; init; } = 10;
}
