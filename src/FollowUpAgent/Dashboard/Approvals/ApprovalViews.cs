using FollowUpAgent.Dashboard.Forms;
using FollowUpAgent.Dispatch.Approvals;
using FollowUpAgent.Messages;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Reports;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Dashboard.Approvals;

/// <summary>What the page of all that waits shows.</summary>
internal sealed record ApprovalsView
{
    /// <summary>When it was read; an answer to all means what had been asked by then.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Which are shown.</summary>
    public required ApprovalFilter Filter { get; init; }

    /// <summary>Those of this page, soonest due first, each with the address.</summary>
    public required IReadOnlyList<(Approval Approval, string? Address)> Rows { get; init; }

    /// <summary>How many the filter means, counted up to a limit.</summary>
    public required int Meant { get; init; }

    /// <summary>Whether more follow.</summary>
    public required bool HasMore { get; init; }

    /// <summary>What waits, by step and rule.</summary>
    public required IReadOnlyList<WaitingApprovals> Kinds { get; init; }

    /// <summary>What came of the last answer to many; or null.</summary>
    public BulkNote? Note { get; init; }

    /// <summary>The form.</summary>
    public required FormView Form { get; init; }
}

/// <summary>What the page of one approval shows. The group is not among it: who answers is not to know it.</summary>
internal sealed record ApprovalView
{
    /// <summary>The question and its alternatives.</summary>
    public required ShownApproval Shown { get; init; }

    /// <summary>The mail; null once erased or old.</summary>
    public required OutgoingMail? Mail { get; init; }

    /// <summary>The stages, for what spoke for and against.</summary>
    public required IReadOnlyList<Stage> Stages { get; init; }

    /// <summary>The slots that another time may be in; null where the contact or the sequence is gone.</summary>
    public required SlotOffer? Offer { get; init; }

    /// <summary>The forms.</summary>
    public required FormView Form { get; init; }
}
