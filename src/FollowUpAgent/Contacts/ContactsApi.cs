using System.Text.Json;
using System.Text.Json.Nodes;
using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Contacts;

/// <summary>Contacts by API: found, listed, and written by the rules of an import.</summary>
internal static class ContactsApi
{
    private const int MostEntries = 1_000;
    private const int LongestSearch = 200;

    /// <summary>Maps <c>GET</c> and <c>POST /api/v1/contacts</c>, <c>GET</c> and <c>PUT /api/v1/contacts/{contact}</c>.</summary>
    public static void MapContacts(this RouteGroupBuilder api)
    {
        var contacts = api.MapGroup("").WithTags("Contacts");
        contacts.MapGet("/contacts", ListAsync).Needs(ApiScope.Read)
            .Tells<Page<ContactShown>>("listContacts", "Contacts, or those in whose address, name or company a text occurs; a page may then hold fewer than asked for.", 422);
        contacts.MapPost("/contacts", WriteManyAsync).Needs(ApiScope.Enroll).Accepts<ContactsSent>("application/json")
            .Tells<ContactVerdicts>("putContacts", "Adds or changes up to 1,000 contacts by the rules of an import, with a verdict on each.", 422);
        contacts.MapGet("/contacts/{contact}", ShowAsync).Needs(ApiScope.Read).Tells<ContactShown>("getContact", "The contact with this address or id.", 404);
        contacts.MapPut("/contacts/{contact}", WriteAsync).Needs(ApiScope.Enroll).Accepts<ContactSent>("application/json")
            .Tells<EntryVerdict>("putContact", "Adds or changes the contact with this address by the rules of an import.", 409, 422).Produces<EntryVerdict>(StatusCodes.Status201Created);
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] PageRequest page, string? search, Pages pages, Database database, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (search?.Length > LongestSearch)
        {
            return Refused($"'search' has at most {LongestSearch} letters.");
        }

        var text = string.IsNullOrWhiteSpace(search) ? null : search.Trim();
        var list = $"contacts {text}";
        if (pages.RefusalOf(page, list, out var after, out var most) is { } refusal)
        {
            return refusal;
        }

        var now = clock.GetUtcNow();
        var (found, suppressed) = await database.ReadAsync(
            async session =>
            {
                var read = await session.SearchContactsAsync(new ContactId(after?.Id ?? Guid.Empty), text, most);
                return (read, await session.FindSuppressedAsync(read.Found.Select(c => c.Id), now));
            },
            cancellationToken);
        return Results.Ok(new Page<ContactShown>(
            [.. found.Found.Select(c => ContactShown.Of(c, suppressed.Contains(c.Id), now))],
            found.Last is { } last ? pages.Write(list, new PageMark(0, last.Value)) : null));
    }

    private static async Task<IResult> ShowAsync(string contact, AddressKeys addresses, Database database, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var shown = await database.ReadAsync(
            async session => await session.FindContactAsync(contact, addresses) is { } found
                ? ContactShown.Of(found, await session.FindSuppressionAsync(found.AddressKey, now) is not null, now)
                : null,
            cancellationToken);
        return shown is not null
            ? Results.Ok(shown)
            : Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such contact", detail: "Expected the address or the id of a contact that is stored.");
    }

    private static async Task<IResult> WriteManyAsync(JsonBody body, ContactEntries entries, CancellationToken cancellationToken)
    {
        JsonProperty[] parts = body.Root.ValueKind is JsonValueKind.Object ? [.. body.Root.EnumerateObject()] : [];
        if (parts is not [{ Value: { ValueKind: JsonValueKind.Array } list } only] || ContactEntry.NameOf(only) != "contacts" || list.GetArrayLength() is < 1 or > MostEntries)
        {
            return Refused($"Expected an object with 'contacts' alone, a list of 1 to {MostEntries}.");
        }

        var verdicts = await entries.WriteAsync([.. list.EnumerateArray()], null, cancellationToken);
        return Results.Ok(new ContactVerdicts(verdicts.CountBy(v => v.Verdict).ToDictionary(), verdicts));
    }

    private static async Task<IResult> WriteAsync(string contact, JsonBody body, ContactEntries entries, CancellationToken cancellationToken)
    {
        if (AddressKeys.Normalise(contact) is not { } address)
        {
            return Refused("The address is not one plain mail address.");
        }

        var verdict = (await entries.WriteAsync([body.Root], address, cancellationToken))[0];
        return verdict switch
        {
            { Verdict: EntryVerdict.RejectedWord } => Refused($"The contact cannot be used: {verdict.Reason}."),
            { Contact: null } => Results.Problem(statusCode: StatusCodes.Status409Conflict, title: "The contact is not stored", detail: $"This person was {verdict.Reason}."),
            { Verdict: EntryVerdict.AddedWord } => Results.Json(verdict, statusCode: StatusCodes.Status201Created),
            _ => Results.Ok(verdict),
        };
    }

    private static IResult Refused(string detail) =>
        Results.Problem(statusCode: StatusCodes.Status422UnprocessableEntity, title: "The request cannot be carried out", detail: detail);
}

/// <summary>What became of a list of contacts.</summary>
/// <param name="Counts">How many came to which verdict.</param>
/// <param name="Items">Each of them, in the order of the list.</param>
internal sealed record ContactVerdicts(IReadOnlyDictionary<string, int> Counts, IReadOnlyList<EntryVerdict> Items);

/// <summary>A contact as it is answered: <c>suppressed</c> if its address is on the list, <c>notMailable</c> says what else forbids a mail to it.</summary>
internal sealed record ContactShown(
    Guid Id, string Address, string? FirstName, string? LastName, string? Company, string? JobTitle, string? Language, string? Country, string? City,
    string? TimeZone, JsonObject Fields, string? LawfulBasis, string? BasisNote, DateTimeOffset? BasisDate, string? Source, bool FromElsewhere,
    bool Profiling, bool? Tracking, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, bool Suppressed, string? NotMailable)
{
    /// <summary>A contact. The group is left out: who answers for it is not to know it.</summary>
    public static ContactShown Of(Contact c, bool isSuppressed, DateTimeOffset now) => new(
        c.Id.Value, c.Address, c.FirstName, c.LastName, c.Company, c.JobTitle, c.Language, c.Country, c.City, c.TimeZone, JsonNode.Parse(c.Fields)!.AsObject(),
        c.LawfulBasis, c.BasisNote, c.BasisAt, c.Source, c.FromElsewhere, c.Profiling, c.Tracking, c.CreatedAt, c.UpdatedAt, isSuppressed, c.WhyNotMailable(now)?.InWords());
}

/// <summary>A contact as it is sent; what is left out, null or empty says nothing and changes nothing.</summary>
internal sealed record ContactSent(
    string? Address = null, string? FirstName = null, string? LastName = null, string? Company = null, string? JobTitle = null, string? Language = null,
    string? Country = null, string? City = null, string? TimeZone = null, string? LawfulBasis = null, string? BasisNote = null, string? BasisDate = null,
    string? Source = null, bool? FromElsewhere = null, bool? Profiling = null, bool? Tracking = null, bool? DoNotMail = null,
    Dictionary<string, string>? Fields = null);

/// <summary>A list of contacts as it is sent.</summary>
/// <param name="Contacts">1 to 1,000 of them.</param>
internal sealed record ContactsSent(IReadOnlyList<ContactSent> Contacts);
