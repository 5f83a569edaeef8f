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
        var events = api.MapGroup("").WithTags("Events");
        events.MapPost("/events", ReportAsync).Needs(ApiScope.Enroll).Accepts<IReadOnlyList<EventSent>>("application/json")
            .Tells("reportEvents", "Takes in a list of up to 1,000 events, or a single one; the same id again is the same event.", 422, 503).Produces<EventsAccepted>(StatusCodes.Status202Accepted);
        events.MapDelete("/events/{id}", WithdrawAsync).Needs(ApiScope.Enroll)
            .Tells("withdrawEvent", "Takes an event back, as if it had never been.", 503).Produces<EventsAccepted>(StatusCodes.Status202Accepted);
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
            ? await intake.StoreAsync(RowOf(ids.New(), body, clock), request.HttpContext.Response, done: Results.Accepted(value: new EventsAccepted(events.Count)))
            : Intake.Refusal(StatusCodes.Status422UnprocessableEntity, "Nothing was taken in", fault);
    }

    private static Task<IResult> WithdrawAsync(string id, HttpRequest request, Intake intake, IdSource ids, TimeProvider clock)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { type = EventKind.Withdrawn, withdraws = id });
        return intake.StoreAsync(RowOf(ids.New(), body, clock), request.HttpContext.Response, done: Results.Accepted(value: new EventsAccepted(1)));
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
