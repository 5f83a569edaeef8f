using FollowUpAgent.Oversight.Approvals;

namespace FollowUpAgent.Dashboard.Approvals;

/// <summary>Says what happens if nobody answers, and when; or what was answered.</summary>
internal static class Otherwise
{
    /// <summary>The sentence.</summary>
    public static string Of(Approval approval, PageContext page) => approval.State switch
    {
        ApprovalState.Pending => page.Texts.Say($"approvals.otherwise.{approval.Otherwise}", page.Time(approval.AnswerBy)),
        ApprovalState.Notified => page.Texts.Say("approvals.otherwise.notified", page.Time(approval.SendAt)),
        _ when approval is { AnsweredBy: { } by, AnsweredAt: { } at } => page.Texts.Say($"approvals.state.{approval.State}", by, page.Time(at)),
        _ => page.Texts[$"approvals.gone.{approval.State}"],
    };
}
