using FollowUpAgent.Dashboard.Forms;
using FollowUpAgent.Dashboard.Today;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Reports;

namespace FollowUpAgent.Dashboard;

/// <summary>What the page of now shows.</summary>
internal sealed record HomeView
{
    /// <summary>When it was read.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What goes out, what waits for people, and what stands in the way.</summary>
    public required TodayView Today { get; init; }

    /// <summary>The form that stops the agent.</summary>
    public required FormView Form { get; init; }

    /// <summary>How far a simulation is, if this is one.</summary>
    public required Rehearsal Rehearsal { get; init; }

    /// <summary>Whether mails leave the machine.</summary>
    public required bool IsLive { get; init; }

    /// <summary>Where mails go while they do not.</summary>
    public required string MailFolder { get; init; }

    /// <summary>The figures that change as one looks.</summary>
    public required LiveNumbers Numbers { get; init; }

    /// <summary>The reward per contact over time.</summary>
    public required IReadOnlyList<Curve> Curves { get; init; }

    /// <summary>What comes next, soonest first.</summary>
    public required IReadOnlyList<NextRow> Next { get; init; }

    /// <summary>The last decisions, newest first.</summary>
    public required IReadOnlyList<Explanation> Decisions { get; init; }

    /// <summary>What serves, or null before the first decision.</summary>
    public required SnapshotRow? Model { get; init; }

    /// <summary>What the agent sees of itself.</summary>
    public required IReadOnlyList<HealthReading> Health { get; init; }

    /// <summary>The newest weekly report that was kept, or null.</summary>
    public required WeeklyReport? Report { get; init; }

    /// <summary>The week that runs.</summary>
    public required string RunningWeek { get; init; }
}
