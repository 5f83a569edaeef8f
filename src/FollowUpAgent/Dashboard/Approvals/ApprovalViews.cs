using FollowUpAgent.Dispatch.Approvals;
using FollowUpAgent.Messages;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Oversight.People;
using FollowUpAgent.Reports;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Dashboard.Approvals;

/// <summary>What every page with forms about approvals needs.</summary>
/// <param name="Ticket">Shows that a form is ours.</param>
/// <param name="People">Who may answer; empty where nobody is configured and any name counts.</param>
/// <param name="Typed">What was typed before; empty at first.</param>
/// <param name="Problem">Why that did not count; or null.</param>
internal sealed record FormView(string Ticket, IReadOnlyList<Person> People, Typed Typed, Problem? Problem);

/// <summary>What somebody typed into a form.</summary>
internal sealed record Typed
{
    /// <summary>Nothing yet.</summary>
    public static readonly Typed Nothing = new();

    /// <summary>Who.</summary>
    public string By { get; init; } = "";

    /// <summary>Why.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Approve, skip, stop or undo.</summary>
    public string Answer { get; init; } = "";

    /// <summary>Another variant, or empty.</summary>
    public string Variant { get; init; } = "";

    /// <summary>The end of another slot, or empty.</summary>
    public string Slot { get; init; } = "";

    /// <summary>Another text, or null.</summary>
    public string? Text { get; init; }

    /// <summary>What a form holds.</summary>
    public static Typed Of(IFormCollection form) => new()
    {
        By = form["by"].ToString().Trim(),
        Reason = FieldText.OnOneLine(form["reason"].ToString()),
        Answer = form["answer"].ToString(),
        Variant = form["variant"].ToString(),
        Slot = form["slot"].ToString(),
        // Browsers end lines with CR and LF.
        Text = form.ContainsKey("text") ? form["text"].ToString().ReplaceLineEndings("\n") : null,
    };
}

/// <summary>Why nothing was done.</summary>
/// <param name="Status">As a status of HTTP.</param>
/// <param name="Text">In words.</param>
/// <param name="Details">Everything that is wrong; may be empty.</param>
internal sealed record Problem(int Status, string Text, params IReadOnlyList<string> Details);

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

/// <summary>A page that only says something.</summary>
/// <param name="Text">What.</param>
internal sealed record NoticeView(string Text);
