using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Oversight.People;
using FollowUpAgent.Storage;

namespace FollowUpAgent.LostLeads;

/// <summary>Lost leads by API.</summary>
internal static class LostLeadsApi
{
    private const int Usual = 50;
    private const int Most = 1000;
    private const int LongestReason = 500;

    /// <summary>Maps the queue, one lead of it, beginning with it, and taking one off it.</summary>
    public static void MapLostLeads(this RouteGroupBuilder api)
    {
        api.MapGet("/lost-leads", ListAsync).Needs(ApiScope.Read);
        api.MapGet("/lost-leads/{contact}", ExplainAsync).Needs(ApiScope.Read);
        api.MapPost("/lost-leads/start", StartAsync).Needs(ApiScope.Enroll);
        api.MapPost("/lost-leads/{contact}/dismiss", DismissAsync).Needs(ApiScope.Enroll);
    }

    private static async Task<IResult> ListAsync(int? limit, string? language, LeadQueue queue, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (limit is < 1 or > Most)
        {
            return Refused($"The limit is 1 to {Most}.");
        }

        var list = await queue.ReadAsync(limit ?? Usual, cancellationToken);
        return Results.Ok(list.Entries.Select(e => LeadShow.Show(e, list.Model, LeadWords.Of(language), clock.GetUtcNow())));
    }

    private static async Task<IResult> ExplainAsync(
        string contact, string? language, AddressKeys addresses, Database database, LeadQueue queue, LostLeadsOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var known = await database.ReadAsync(s => s.FindContactAsync(contact, addresses), cancellationToken);
        return known is not null && await queue.ExplainAsync(known.Id, cancellationToken) is { } lead
            ? Results.Ok(LeadShow.Show(lead, LeadWords.Of(language), options, clock.GetUtcNow()))
            : NoLead();
    }

    private static async Task<IResult> StartAsync(StartRequest request, Staff staff, RevivalDesk desk, CancellationToken cancellationToken)
    {
        if (request.Top is not (>= 1 and <= Most))
        {
            return Refused($"'top' is 1 to {Most}.");
        }

        return staff.May(request.By, Deed.Approve).IsGranted(out var by, out var refusal)
            ? Results.Ok((await desk.StartAsync(request.Top.Value, by, cancellationToken)).Select(LeadShow.Show))
            : refusal!;
    }

    private static async Task<IResult> DismissAsync(
        string contact, DismissRequest request, Staff staff, AddressKeys addresses, Database database, RevivalDesk desk, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > LongestReason)
        {
            return Refused($"'reason' says why, in at most {LongestReason} letters.");
        }

        if (!staff.May(request.By, Deed.SeeToTask).IsGranted(out var by, out var refusal))
        {
            return refusal!;
        }

        var known = await database.ReadAsync(s => s.FindContactAsync(contact, addresses), cancellationToken);
        return known is not null && await desk.DismissAsync(known.Id, by, request.Reason, cancellationToken)
            ? Results.Ok(new { contact = known.Id.Value, dismissedBy = by, request.Reason })
            : NoLead();
    }

    private static IResult NoLead() => Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such lead", detail: "The contact is not known, or was never engaged.");

    private static IResult Refused(string detail) =>
        Results.Problem(statusCode: StatusCodes.Status422UnprocessableEntity, title: "The request cannot be carried out", detail: detail);

    private sealed record StartRequest(int? Top, string? By);

    private sealed record DismissRequest(string? By, string? Reason);
}
