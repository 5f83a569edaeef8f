using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Sequences;

/// <summary>Enrolling by API, for a form or a CRM.</summary>
internal static class SequencesApi
{
    /// <summary>Maps <c>POST /api/v1/enrollments</c>: puts one known contact into a sequence. Repeating it changes nothing.</summary>
    public static void MapSequences(this RouteGroupBuilder api) => api.MapPost("/enrollments", EnrollAsync).Needs(ApiScope.Enroll);

    private static async Task<IResult> EnrollAsync(
        EnrollRequest request, SequenceCatalog catalog, AddressKeys addresses, Database database, Enroller enroller, CancellationToken cancellationToken)
    {
        if (catalog.Find(request.Sequence ?? "") is not { } definition)
        {
            return Refused($"There is no sequence '{request.Sequence}': expected one of {string.Join(", ", catalog.All.Select(s => s.Key))}.");
        }

        if (AddressKeys.Normalise(request.Address) is not { } address)
        {
            return Refused("The address is not one plain mail address.");
        }

        var contact = await database.ReadAsync(s => s.FindContactAsync(addresses.KeyOf(address)), cancellationToken);
        if (contact is null)
        {
            return Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such contact", detail: "Import the contact first.");
        }

        var verdict = (await enroller.EnrollPageAsync(definition, [contact], isDryRun: false, cancellationToken))[0];
        return verdict.Enrollment is { } enrollment
            ? Results.Json(new { enrollment = enrollment.Id.Value, contact = contact.Id.Value, group = enrollment.GroupName, enrollment.DueAt }, statusCode: StatusCodes.Status201Created)
            : Results.Problem(statusCode: StatusCodes.Status409Conflict, title: "Not enrolled", detail: verdict.Refusal);
    }

    private static IResult Refused(string detail) =>
        Results.Problem(statusCode: StatusCodes.Status422UnprocessableEntity, title: "The request cannot be carried out", detail: detail);

    private sealed record EnrollRequest(string? Sequence, string? Address);
}
