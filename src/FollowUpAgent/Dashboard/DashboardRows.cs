using FollowUpAgent.Contacts;

namespace FollowUpAgent.Dashboard;

/// <summary>A step that comes next. Whose it is stays out.</summary>
internal sealed class NextRow
{
    public DateTimeOffset DueAt { get; set; }

    public string Sequence { get; set; } = "";

    public string Step { get; set; } = "";

    public string GroupName { get; set; } = "";

    public string State { get; set; } = "";
}

/// <summary>Mails of one hour.</summary>
internal sealed class HourRow
{
    public int Hour { get; set; }

    public long Mails { get; set; }
}

/// <summary>When anything last happened.</summary>
internal sealed record Pulse
{
    public DateTimeOffset? ClosedAt { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public DateTimeOffset? RewardedAt { get; init; }

    public DateTimeOffset? EnteredAt { get; init; }
}

/// <summary>The figures of now.</summary>
internal sealed record LiveRow
{
    public long Sent { get; init; }

    public long Goals { get; init; }

    public long Replies { get; init; }

    public long Refusals { get; init; }

    public long Due { get; init; }

    public long Queued { get; init; }

    public long Approvals { get; init; }

    public long Tasks { get; init; }
}

/// <summary>What waits for people.</summary>
internal sealed class WaitingRow
{
    public long Approvals { get; set; }

    public long Tasks { get; set; }
}

/// <summary>How much there is.</summary>
internal sealed class TotalRow
{
    public long Contacts { get; set; }

    public long OnTheWay { get; set; }
}

/// <summary>Contacts of a group that entered on one day.</summary>
internal sealed class EntryRow
{
    public string GroupName { get; set; } = "";

    public int Day { get; set; }

    public long Contacts { get; set; }
}

/// <summary>What a contact earned of one outcome on one day.</summary>
internal sealed class EarnedRow
{
    public ContactId ContactId { get; set; }

    public string GroupName { get; set; } = "";

    public int Day { get; set; }

    public string Outcome { get; set; } = "";

    public long Count { get; set; }
}
