using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Oversight;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Signals;

namespace FollowUpAgent.Dispatch;

/// <summary>What planning must know of an enrollment besides its row.</summary>
internal sealed record PlanningFacts
{
    /// <summary>The contact, or null where it was erased.</summary>
    public required Contact? Contact { get; init; }

    /// <summary>Whether the address is suppressed.</summary>
    public required bool IsSuppressed { get; init; }

    /// <summary>What holds mails to the contact back.</summary>
    public StandDown StandDown { get; init; } = StandDown.None;

    /// <summary>What was sent to the contact of late, as far back as the caps and fatigue look.</summary>
    public required IReadOnlyList<Sending> Sendings { get; init; }

    /// <summary>How the contact has engaged of late.</summary>
    public Engagement Engagement { get; init; } = Engagement.None;

    /// <summary>What people want now: the same for the whole batch.</summary>
    public required Steering Steering { get; init; }

    /// <summary>The written rules in force.</summary>
    public Guardrails Guardrails => Steering.Get<Guardrails>();

    /// <summary>What was counted for the shares of volume, by rule.</summary>
    public IReadOnlyDictionary<string, VolumeCount> Volumes { get; init; } = new Dictionary<string, VolumeCount>();

    /// <summary>How far the budgets are used, by rule.</summary>
    public IReadOnlyDictionary<string, double> Budgets { get; init; } = new Dictionary<string, double>();

    /// <summary>What was learned.</summary>
    public required Served Snapshot { get; init; }

    /// <summary>The when-row of the present round, for the second stage.</summary>
    public Decision? Round { get; init; }

    /// <summary>What people were asked about the present round, for the second stage; or null.</summary>
    public Approval? Approval { get; init; }

    /// <summary>When people were first asked about the present step, or null.</summary>
    public DateTimeOffset? FirstAskedAt { get; init; }

    /// <summary>The Message-IDs sent in this enrollment, oldest first.</summary>
    public IReadOnlyList<string> Thread { get; init; } = [];

    /// <summary>Whether the contact has been written to before.</summary>
    public bool WasWrittenTo { get; init; }

    /// <summary>What events are worth where they come from the contact.</summary>
    public OutcomeCatalog OutcomesAt(DateTimeOffset now) => Steering.Outcomes.For(SegmentsAt(now).IsIn);

    /// <summary>What the rules' segments ask of the contact.</summary>
    public SegmentFacts SegmentsAt(DateTimeOffset now) => new(Contact!, Engagement, now);
}
