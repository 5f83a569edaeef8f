using FollowUpAgent.Contacts;
using FollowUpAgent.Learning.Dormancy;

namespace FollowUpAgent.LostLeads;

/// <summary>Somebody who was engaged once, as scored last.</summary>
internal sealed record Lead
{
    /// <summary>Who.</summary>
    public ContactId ContactId { get; init; }

    /// <summary>When it was scored.</summary>
    public DateTimeOffset ScoredAt { get; init; }

    /// <summary>When it is scored again although nothing happens; null for never.</summary>
    public DateTimeOffset? LookAt { get; init; }

    /// <summary>The last sign of life of who is lost; null while it is not.</summary>
    public DateTimeOffset? DormantSince { get; init; }

    /// <summary>The probability that it still engages by itself.</summary>
    public double Alive { get; init; }

    /// <summary>Why it went silent.</summary>
    public required SilenceReading Reading { get; init; }

    /// <summary>One of <see cref="LostLeads.Play"/>.</summary>
    public required string Play { get; init; }

    /// <summary>One of <see cref="LostLeads.Trigger"/>, or null.</summary>
    public string? Trigger { get; init; }

    /// <summary>What is expected.</summary>
    public RevivalForecast Forecast { get; init; }

    /// <summary>The hour of the week at which it is mostly there, from Monday 00:00 UTC; or null.</summary>
    public int? Habit { get; init; }

    /// <summary>As the models read it.</summary>
    public required string Features { get; init; }

    /// <summary>What it did.</summary>
    public required LeadFacts Facts { get; init; }
}
