using System.Text.Json.Nodes;
using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Oversight.People;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Oversight;

/// <summary>The two rights of a person by API: to be shown what is held, and to be removed. Here, and not with the contacts, for it asks who may.</summary>
internal static class PrivacyApi
{
    /// <summary>Maps <c>GET /api/v1/contacts/{contact}/export</c> and <c>POST /api/v1/contacts/{contact}/erase</c>.</summary>
    public static void MapPrivacy(this RouteGroupBuilder api)
    {
        var persons = api.MapGroup("").WithTags("Contacts");
        persons.MapGet("/contacts/{contact}/export", ExportAsync).Needs(ApiScope.Admin).Tells<JsonObject>("exportContact", "Everything that is held of a person, by room.", 404);
        persons.MapPost("/contacts/{contact}/erase", EraseAsync).Needs(ApiScope.Admin)
            .Tells<ErasureShown>("eraseContact", "Removes a person from every room; the address stays suppressed, known by a keyed hash alone.", 403, 404, 422);
    }

    private static async Task<IResult> ExportAsync(string contact, Database database, PersonalData personal, CancellationToken cancellationToken) =>
        await AddressOfAsync(contact, database, cancellationToken) is { } address && await personal.ExportAsync(address, cancellationToken) is { } export
            ? Results.Ok(export)
            : Unknown();

    private static async Task<IResult> EraseAsync(
        string contact, EraseRequest request, Staff staff, Database database, PersonalData personal, CancellationToken cancellationToken)
    {
        if (!staff.May(request.By, Deed.Erase).IsGranted(out var by, out var refusal))
        {
            return refusal!;
        }

        var address = await AddressOfAsync(contact, database, cancellationToken);
        var receipt = address is null ? null : await personal.EraseAsync(address, by, request.KeepMailable ?? false, cancellationToken);
        return receipt?.Outcome is ErasureOutcome.Erased or ErasureOutcome.ErasedBefore ? Results.Ok(ErasureShown.Of(receipt)) : Unknown();
    }

    // A person who is gone, or was never a contact, may still be on the suppression list: there the address alone finds them.
    private static async Task<string?> AddressOfAsync(string contact, Database database, CancellationToken cancellationToken) => Guid.TryParse(contact, out var id)
        ? (await database.ReadAsync(s => s.FindContactAsync(new ContactId(id)), cancellationToken))?.Address
        : contact;

    private static IResult Unknown() => Results.Problem(
        statusCode: StatusCodes.Status404NotFound, title: "No such person", detail: "Nothing is held of anybody by this address or id: nothing was changed.");

    private sealed record EraseRequest(string? By, bool? KeepMailable = null);
}

/// <summary>The receipt of an erasure; it holds no address.</summary>
internal sealed record ErasureShown(
    string Outcome, Guid? Receipt, Guid? Contact, DateTimeOffset At, string? By, IReadOnlyDictionary<string, int> Counts, int FilesDeleted, int FilesLeft,
    bool Suppressed, IReadOnlyList<string> Remains)
{
    /// <summary>The receipt as it is answered.</summary>
    public static ErasureShown Of(ErasureReceipt r) => new(
        r.Outcome is ErasureOutcome.Erased ? "erased" : "erased before", r.Id?.Value, r.Contact?.Value, r.At, r.By, r.Counts, r.FilesDeleted, r.FilesLeft, r.IsSuppressed, r.Remains);
}
