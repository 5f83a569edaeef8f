using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Oversight.People;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Oversight;

/// <summary>Tasks by API, for a CRM: what is open, what is done, and that somebody has answered a contact.</summary>
internal static class TasksApi
{
    /// <summary>Maps <c>GET /api/v1/tasks</c>, <c>POST /api/v1/tasks/{id}/close</c> and <c>POST /api/v1/contacts/{contact}/answered</c>.</summary>
    public static void MapTasks(this RouteGroupBuilder api)
    {
        var tasks = api.MapGroup("").WithTags("Oversight");
        tasks.MapGet("/tasks", ListAsync).Needs(ApiScope.Read).Tells<Page<TaskShown>>("listTasks", "Tasks that are open, the oldest first; or closed ones, the newest first.");
        tasks.MapPost("/tasks/{id:guid}/close", CloseAsync).Needs(ApiScope.Enroll).Tells<TaskShown>("closeTask", "Closes a task; a closed one stays as it is.", 403, 404, 422);
        tasks.MapPost("/contacts/{contact}/answered", AnsweredAsync).Needs(ApiScope.Enroll)
            .Tells<QuietShown>("noteAnswered", "Notes that a person has answered a contact: its task is closed, and no mail goes to it for a while.", 403, 404, 422);
    }

    private static Task<IResult> ListAsync(
        [AsParameters] PageRequest page, bool? open, string? owner, Pages pages, Database database, CancellationToken cancellationToken)
    {
        var areOpen = open ?? true;
        var whose = owner is null ? null : AddressKeys.Normalise(owner) ?? owner;
        return pages.ReadAsync(
            page,
            $"tasks {areOpen} {whose}",
            (after, most) => database.ReadAsync(s => s.ListTasksAsync(areOpen, whose, most, after), cancellationToken),
            task => new PageMark(Micros.From(areOpen ? task.OpenedAt : task.ClosedAt!.Value), task.Id.Value),
            Show);
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
            ? Results.Ok(new QuietShown(known.Id.Value, until))
            : Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such contact");
    }

    private static TaskShown Show(OwnerTask task) => new(
        task.Id.Value, task.ContactId?.Value, task.Sequence, task.Kind, task.Reason, task.Text, task.Answers, task.ProposedAddress, task.Owner, task.OpenedAt,
        task.NotifiedAt, task.ClosedAt, task.ClosedBy, task.Outcome);

    private static IResult Refused(string detail) =>
        Results.Problem(statusCode: StatusCodes.Status422UnprocessableEntity, title: "The request cannot be carried out", detail: detail);

    private sealed record CloseRequest(string? By, string? Outcome = null, bool? Resume = null);

    private sealed record AnsweredRequest(string? By);
}

/// <summary>A task as it is answered.</summary>
internal sealed record TaskShown(
    Guid Id, Guid? Contact, string? Sequence, string Kind, string? Reason, string? Text, int Answers, string? ProposedAddress, string? Owner, DateTimeOffset OpenedAt,
    DateTimeOffset? NotifiedAt, DateTimeOffset? ClosedAt, string? ClosedBy, string? Outcome);

/// <summary>Until when no mail goes to a contact that a person has answered.</summary>
internal sealed record QuietShown(Guid Contact, DateTimeOffset QuietUntil);
