using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Oversight.People;
using FollowUpAgent.Storage;

namespace FollowUpAgent.LostLeads;

/// <summary>Lost leads by API.</summary>
internal static class LostLeadsApi
{
    private const int Most = 1000;
    private const int LongestReason = 500;

    /// <summary>Maps the queue, one lead of it, beginning with it, and taking one off it.</summary>
    public static void MapLostLeads(this RouteGroupBuilder api)
    {
        var leads = api.MapGroup("").WithTags("LostLeads");
        leads.MapGet("/lost-leads", ListAsync).Needs(ApiScope.Read).Tells<Page<LeadShown>>("listLostLeads", "Contacts who were let slip, those first whom writing to is worth most.");
        leads.MapGet("/lost-leads/{contact}", ExplainAsync).Needs(ApiScope.Read).Tells<LeadDetail>("getLostLead", "One of them, and what keeps it out of the queue.", 404);
        leads.MapPost("/lost-leads/start", StartAsync).Needs(ApiScope.Enroll).Tells<IReadOnlyList<StartedShown>>("startLostLeads", "Begins with the first of the queue.", 403, 422);
        leads.MapPost("/lost-leads/{contact}/dismiss", DismissAsync).Needs(ApiScope.Enroll).Tells<DismissedShown>("dismissLostLead", "Takes one off the queue.", 403, 404, 422);
    }

    private static Task<IResult> ListAsync(
        [AsParameters] PageRequest page, string? language, Pages pages, LeadQueue queue, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var words = LeadWords.Of(language);
        return pages.ReadAsync(
            page,
            "lost-leads",
            async (after, most) =>
            {
                var list = await queue.ReadAsync(most, after, cancellationToken);
                return list.Entries.Select(e => (e.Row, Shown: LeadShow.Show(e, list.Model, words, now))).ToList();
            },
            lead => new PageMark(BitConverter.DoubleToInt64Bits(lead.Row.Gain), lead.Row.ContactId.Value),
            lead => lead.Shown);
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
            ? Results.Ok(new DismissedShown(known.Id.Value, by, request.Reason))
            : NoLead();
    }

    private static IResult NoLead() => Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such lead", detail: "The contact is not known, or was never engaged.");

    private static IResult Refused(string detail) =>
        Results.Problem(statusCode: StatusCodes.Status422UnprocessableEntity, title: "The request cannot be carried out", detail: detail);

    private sealed record StartRequest(int? Top, string? By);

    private sealed record DismissRequest(string? By, string? Reason);
}

/// <summary>A lead that was taken off the queue.</summary>
internal sealed record DismissedShown(Guid Contact, string DismissedBy, string Reason);
