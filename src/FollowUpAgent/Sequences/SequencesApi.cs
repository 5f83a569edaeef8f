using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Sequences;

/// <summary>Enrolling by API, for a form or a CRM.</summary>
internal static class SequencesApi
{
    /// <summary>Maps <c>POST /api/v1/enrollments</c>, which changes nothing when repeated, and <c>GET /api/v1/enrollments</c>.</summary>
    public static void MapSequences(this RouteGroupBuilder api)
    {
        var sequences = api.MapGroup("").WithTags("Sequences");
        sequences.MapPost("/enrollments", EnrollAsync).Needs(ApiScope.Enroll)
            .Tells("enroll", "Puts a known contact into a sequence.", 404, 409, 422).Produces<EnrolledShown>(StatusCodes.Status201Created);
        sequences.MapGet("/enrollments", ListAsync).Needs(ApiScope.Read)
            .Tells<Page<EnrollmentShown>>("listEnrollments", "The enrollments of a contact, also those that ended; the newest first.", 404, 422);
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] PageRequest page, string? contact, Pages pages, AddressKeys addresses, Database database, CancellationToken cancellationToken)
    {
        if (contact is null)
        {
            return Refused("'contact' says whose: an address or an id.");
        }

        if (await database.ReadAsync(s => s.FindContactAsync(contact, addresses), cancellationToken) is not { } known)
        {
            return NoContact();
        }

        return await pages.ReadAsync(
            page,
            $"enrollments {known.Id}",
            (after, most) => database.ReadAsync(s => s.ListEnrollmentsAsync(known.Id, after ?? PageMark.Highest, most), cancellationToken),
            enrollment => new PageMark(Micros.From(enrollment.EnteredAt), enrollment.Id.Value),
            EnrollmentShown.Of);
    }

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
            return NoContact();
        }

        var verdict = (await enroller.EnrollPageAsync(definition, [contact], isDryRun: false, cancellationToken))[0];
        return verdict.Enrollment is { } enrollment
            ? Results.Json(new EnrolledShown(enrollment.Id.Value, contact.Id.Value, enrollment.GroupName, enrollment.DueAt), statusCode: StatusCodes.Status201Created)
            : Results.Problem(statusCode: StatusCodes.Status409Conflict, title: "Not enrolled", detail: verdict.Refusal);
    }

    private static IResult NoContact() => Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such contact", detail: "Import the contact first.");

    private static IResult Refused(string detail) =>
        Results.Problem(statusCode: StatusCodes.Status422UnprocessableEntity, title: "The request cannot be carried out", detail: detail);

    private sealed record EnrollRequest(string? Sequence, string? Address);
}

/// <summary>What an enrollment began as.</summary>
internal sealed record EnrolledShown(Guid Enrollment, Guid Contact, string Group, DateTimeOffset? DueAt);

/// <summary>An enrollment as it is answered.</summary>
internal sealed record EnrollmentShown(
    Guid Id, Guid Contact, string Sequence, int Entry, string Group, string State, string? ExitReason, string Step, DateTimeOffset? DueAt, string? Reason,
    DateTimeOffset EnteredAt, DateTimeOffset? EndedAt)
{
    /// <summary>The enrollment, for a caller.</summary>
    public static EnrollmentShown Of(Enrollment e) => new(
        e.Id.Value, e.ContactId.Value, e.Sequence, e.Entry, e.GroupName, e.State, e.ExitReason, e.Step, e.DueAt, e.Reason, e.EnteredAt, e.EndedAt);
}
