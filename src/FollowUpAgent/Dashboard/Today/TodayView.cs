using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Oversight;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Reports;

namespace FollowUpAgent.Dashboard.Today;

/// <summary>What the page of now says about the day: what goes out, what waits for people, and what stands in the way.</summary>
internal sealed record TodayView
{
    /// <summary>What goes out in the next hours.</summary>
    public required Outgoing Outgoing { get; init; }

    /// <summary>What people are asked, by step and rule.</summary>
    public required IReadOnlyList<WaitingApprovals> Approvals { get; init; }

    /// <summary>The oldest open tasks.</summary>
    public required IReadOnlyList<OwnerTask> Tasks { get; init; }

    /// <summary>Signs that are not as they should be, the worst first.</summary>
    public required IReadOnlyList<HealthReading> Alarms { get; init; }

    /// <summary>Why nothing was sent today; empty where something was.</summary>
    public required IReadOnlyList<Sentence> Silent { get; init; }

    /// <summary>What people have stopped.</summary>
    public required Stopped Stopped { get; init; }
}

/// <summary>What goes out in the next 24 hours, as far as it is drawn.</summary>
/// <param name="Hours">Mails by hour, the running one first; 24 of them.</param>
/// <param name="ToDecide">How many steps are decided in this time, counted up to a limit.</param>
/// <param name="IsMore">Whether counting ended at a limit.</param>
internal sealed record Outgoing(IReadOnlyList<OutgoingHour> Hours, long ToDecide, bool IsMore)
{
    /// <summary>How many mails.</summary>
    public long Mails => Hours.Sum(h => h.Mails);
}

/// <summary>One hour of it.</summary>
/// <param name="From">When it begins.</param>
/// <param name="Mails">How many mails.</param>
internal sealed record OutgoingHour(DateTimeOffset From, long Mails);

/// <summary>What people have stopped.</summary>
/// <param name="Pauses">What.</param>
/// <param name="Everything">The directive that stops everything; null where none does, or the configuration itself.</param>
internal sealed record Stopped(Pauses Pauses, Directive? Everything);
