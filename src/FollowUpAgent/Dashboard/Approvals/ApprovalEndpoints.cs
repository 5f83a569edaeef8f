using FollowUpAgent.Decisions;

namespace FollowUpAgent.Dashboard.Approvals;

/// <summary>Where the pages of approvals and their forms are.</summary>
internal static class ApprovalEndpoints
{
    /// <summary>Maps them.</summary>
    public static void MapApprovalPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/approvals", (HttpContext http, ApprovalPages pages) => pages.ListAsync(http));
        routes.MapPost("/approvals", (HttpContext http, ApprovalPages pages) => pages.AnswerManyAsync(http));
        routes.MapGet("/approvals/{id:guid}", (Guid id, HttpContext http, ApprovalPages pages) => pages.ShowAsync(http, new DecisionId(id)));
        routes.MapPost("/approvals/{id:guid}", (Guid id, HttpContext http, ApprovalPages pages) => pages.AnswerAsync(http, new DecisionId(id)));
        routes.MapPost("/approvals/{id:guid}/change", (Guid id, HttpContext http, ApprovalPages pages) => pages.ChangeAsync(http, new DecisionId(id)));
    }
}
