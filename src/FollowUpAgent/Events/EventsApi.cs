using System.Security.Cryptography;
using System.Text.Json;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Api;

namespace FollowUpAgent.Events;

/// <summary>Events by API, for a website, a shop or a CRM in the same network; they enter by the inbox like all others.</summary>
internal static class EventsApi
{
    /// <summary>The endpoint's name in the inbox.</summary>
    public const string Endpoint = "api";

    /// <summary>Maps <c>POST /api/v1/events</c>, and <c>DELETE /api/v1/events/{id}</c> which takes one back.</summary>
    public static void MapEventsApi(this RouteGroupBuilder api)
    {
        api.MapPost("/events", ReportAsync).Needs(ApiScope.Enroll);
        api.MapDelete("/events/{id}", WithdrawAsync).Needs(ApiScope.Enroll);
    }

    private static async Task<IResult> ReportAsync(HttpRequest request, Intake intake, IdSource ids, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (body, refusal) = await Intake.ReadAsync(request, ApiGroup.MostBodyBytes, cancellationToken);
        if (body is null)
        {
            return refusal!;
        }

        var (events, fault) = ApiEventReader.Read(body);
        return fault is null
            ? await intake.StoreAsync(RowOf(ids.New(), body, clock), request.HttpContext.Response, done: Results.Accepted(value: new { accepted = events.Count }))
            : Intake.Refusal(StatusCodes.Status422UnprocessableEntity, "Nothing was taken in", fault);
    }

    private static Task<IResult> WithdrawAsync(string id, HttpRequest request, Intake intake, IdSource ids, TimeProvider clock)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { type = EventKind.Withdrawn, withdraws = id });
        return intake.StoreAsync(RowOf(ids.New(), body, clock), request.HttpContext.Response, done: Results.Accepted());
    }

    // Each post is a delivery of its own: what makes a repeat harmless is the id of each event.
    private static InboxRow RowOf(Guid id, byte[] body, TimeProvider clock) => new()
    {
        Id = id,
        Endpoint = Endpoint,
        DedupeKey = SHA256.HashData(id.ToByteArray()),
        ReceivedAt = clock.GetUtcNow(),
        Body = body,
    };
}
