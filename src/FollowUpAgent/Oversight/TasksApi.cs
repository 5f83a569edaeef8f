using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Oversight.People;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Oversight;

/// <summary>Tasks by API, for a CRM: what is open, what is done, and that somebody has answered a contact.</summary>
internal static class TasksApi
{
    private const int MostListed = 500;

    /// <summary>Maps <c>GET /api/v1/tasks</c>, <c>POST /api/v1/tasks/{id}/close</c> and <c>POST /api/v1/contacts/{contact}/answered</c>.</summary>
    public static void MapTasks(this RouteGroupBuilder api)
    {
        api.MapGet("/tasks", ListAsync).Needs(ApiScope.Read);
        api.MapPost("/tasks/{id:guid}/close", CloseAsync).Needs(ApiScope.Enroll);
        api.MapPost("/contacts/{contact}/answered", AnsweredAsync).Needs(ApiScope.Enroll);
    }

    private static async Task<IResult> ListAsync(bool? open, string? owner, Database database, CancellationToken cancellationToken)
    {
        var tasks = await database.ReadAsync(s => s.ListTasksAsync(open ?? true, owner is null ? null : AddressKeys.Normalise(owner) ?? owner, MostListed), cancellationToken);
        return Results.Ok(tasks.Select(Show));
    }

    private static async Task<IResult> CloseAsync(Guid id, CloseRequest request, Staff staff, TaskDesk desk, CancellationToken cancellationToken)
    {
        var outcome = request.Outcome ?? TaskOutcome.Answered;
        if (!TaskOutcome.Sayable.Contains(outcome))
        {
            return Refused($"The outcome is one of {string.Join(", ", TaskOutcome.Sayable)}.");
        }

        if (!staff.May(request.By, Deed.SeeToTask).IsGranted(out var by, out var refusal))
        {
            return refusal!;
        }

        return await desk.CloseAsync(new TaskId(id), outcome, by, request.Resume ?? false, cancellationToken) is { } task
            ? Results.Ok(Show(task))
            : Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such task");
    }

    private static async Task<IResult> AnsweredAsync(
        string contact, AnsweredRequest request, Staff staff, AddressKeys addresses, Database database, TaskDesk desk, CancellationToken cancellationToken)
    {
        if (!staff.May(request.By, Deed.SeeToTask).IsGranted(out var by, out var refusal))
        {
            return refusal!;
        }

        var known = await database.ReadAsync(s => s.FindContactAsync(contact, addresses), cancellationToken);
        return known is not null && await desk.AnsweredAsync(known.Id, by, cancellationToken) is { } until
            ? Results.Ok(new { contact = known.Id.Value, quietUntil = until })
            : Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such contact");
    }

    private static object Show(OwnerTask task) => new
    {
        id = task.Id.Value,
        contact = task.ContactId?.Value,
        task.Sequence,
        task.Kind,
        task.Reason,
        task.Text,
        task.Answers,
        task.ProposedAddress,
        task.Owner,
        task.OpenedAt,
        task.NotifiedAt,
        task.ClosedAt,
        task.ClosedBy,
        task.Outcome,
    };

    private static IResult Refused(string detail) =>
        Results.Problem(statusCode: StatusCodes.Status422UnprocessableEntity, title: "The request cannot be carried out", detail: detail);

    private sealed record CloseRequest(string? By, string? Outcome, bool? Resume);

    private sealed record AnsweredRequest(string? By);
}
