using FollowUpAgent.Contacts;
using FollowUpAgent.Learning.Dormancy;

namespace FollowUpAgent.LostLeads;

/// <summary>A lead as the database holds it, with what is asked of its contact.</summary>
internal sealed class QueueRow
{
    public ContactId ContactId { get; set; }

    public string Address { get; set; } = "";

    public string? TimeZone { get; set; }

    public string? CompanyKey { get; set; }

    public DateTimeOffset ScoredAt { get; set; }

    public DateTimeOffset? LookAt { get; set; }

    public DateTimeOffset? DormantSince { get; set; }

    public double Alive { get; set; }

    public string Reason { get; set; } = "";

    public DateTimeOffset? ReasonUntil { get; set; }

    public string Play { get; set; } = "";

    public string? TriggerName { get; set; }

    public double Written { get; set; }

    public double WrittenLow { get; set; }

    public double WrittenHigh { get; set; }

    public double Alone { get; set; }

    public double AloneLow { get; set; }

    public double AloneHigh { get; set; }

    public double Gain { get; set; }

    public double GainLow { get; set; }

    public double GainHigh { get; set; }

    public double Chance { get; set; }

    public int? Habit { get; set; }

    public string Features { get; set; } = "";

    public string Facts { get; set; } = "{}";

    /// <summary>What is expected.</summary>
    public RevivalForecast Forecast => new(new(Written, WrittenLow, WrittenHigh), new(Alone, AloneLow, AloneHigh), new(Gain, GainLow, GainHigh), Chance);
}

/// <summary>What keeps a lead out of the queue beside its score.</summary>
internal sealed class QueueBars
{
    public bool IsSuppressed { get; set; }

    public bool IsEnrolled { get; set; }

    public bool StandsDown { get; set; }

    public bool IsHoldout { get; set; }

    public string? DismissedBy { get; set; }

    public string? DismissedFor { get; set; }

    public int Tries { get; set; }

    public DateTimeOffset? LastTry { get; set; }
}
