using FollowUpAgent.Dashboard.Forms;
using FollowUpAgent.Dashboard.Pages;
using FollowUpAgent.Decisions;

namespace FollowUpAgent.Dashboard.Ledger;

/// <summary>The pages of the ledger: the list, and one decision.</summary>
internal static class LedgerPages
{
    private const string Path = "/decisions";

    /// <summary>Maps them.</summary>
    public static void MapLedgerPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, async (HttpContext http, PageDesk page, LedgerReader reader) => LedgerFilter.Read(http.Request.Query) is { } filter
            ? await page.ShowAsync<DecisionsPage>(http, await reader.ReadAsync(filter, http.RequestAborted))
            : await page.SayAsync(http, StatusCodes.Status400BadRequest, "page.cursor.wrong", Path));

        routes.MapGet($"{Path}/{{id:guid}}", async (Guid id, HttpContext http, PageDesk page, DecisionReader reader) =>
            await reader.ReadAsync(new DecisionId(id), http.Request.Query["replay"] == "yes", http.RequestAborted) is { } view
                ? await page.ShowAsync<DecisionPage>(http, view)
                : await page.SayUnknownAsync(http, Path));
    }
}
