using System.Text.Encodings.Web;
using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Dashboard.Forms;
using FollowUpAgent.Dashboard.Pages;
using FollowUpAgent.Oversight.People;

namespace FollowUpAgent.Dashboard.Persons;

/// <summary>The pages of contacts: the list, one with its history, what is held of it as a file, and the form that erases it.</summary>
internal sealed class PersonPages(PersonReader reader, PersonalData personal, PageDesk page)
{
    private const string Path = "/contacts";
    private const int LongestSearch = 320;
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The list; an address leads to its contact.</summary>
    public async Task<IResult> ListAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var (search, isBefore) = (query["search"].ToString().Trim(), Guid.TryParse(query["before"], out var before));
        if (query["search"].Count > 1 || search.Length > LongestSearch || search.Any(char.IsControl) || (!isBefore && query.ContainsKey("before")))
        {
            return await page.SayAsync(http, StatusCodes.Status400BadRequest, "page.cursor.wrong", Path);
        }

        if (search.Contains('@', StringComparison.Ordinal))
        {
            return await reader.FindAsync(search, http.RequestAborted) is { } found
                ? PageDesk.SeeOther(http, $"{Path}/{found.Id}")
                : await page.SayAsync(http, StatusCodes.Status404NotFound, "ledger.unknown", Path);
        }

        return await page.ShowAsync<ContactsPage>(http, await reader.ListAsync(search.Length > 0 ? search : null, isBefore ? before : null, http.RequestAborted));
    }

    /// <summary>One contact.</summary>
    public Task<IResult> ShowAsync(HttpContext http, ContactId id) => ShowAsync(http, id, Typed.Nothing, null);

    /// <summary>Everything that is held of it, as a file to hand over.</summary>
    public async Task<IResult> ExportAsync(HttpContext http, ContactId id)
    {
        if (await reader.ReadAsync(id, page.FormOf(http, Deed.Erase, Typed.Nothing, null), http.RequestAborted) is not { } view
            || await personal.ExportAsync(view.Contact.Address, http.RequestAborted) is not { } held)
        {
            return await page.SayUnknownAsync(http, Path);
        }

        http.Response.Headers.ContentDisposition = $"attachment; filename=\"contact-{id}.json\"";
        return Results.Text(held.ToJsonString(Readable), "application/json; charset=utf-8");
    }

    /// <summary>Erases it, if its address was typed once more.</summary>
    public async Task<IResult> EraseAsync(HttpContext http, ContactId id)
    {
        if (await page.ReadFormAsync(http) is not { } form)
        {
            return await page.SayAsync(http, StatusCodes.Status400BadRequest, "approvals.form.foreign", Path);
        }

        var (typed, texts) = (Typed.Of(form), page.TextsOf(http));
        var view = await reader.ReadAsync(id, page.FormOf(http, Deed.Erase, typed, null), http.RequestAborted);
        if (view is null)
        {
            return await page.SayUnknownAsync(http, Path);
        }

        var isSame = AddressKeys.Normalise(form["address"].ToString()) == AddressKeys.Normalise(view.Contact.Address);
        var problem = page.MaySay(typed, Deed.Erase, texts, out var said) ?? (isSame ? null : PageDesk.Wrong(texts["contacts.erase.other"]));
        if (problem is not null)
        {
            return await ShowAsync(http, id, typed, problem);
        }

        await personal.EraseAsync(view.Contact.Address, said.By, keepMailable: false, http.RequestAborted);
        return await page.SayAsync(http, StatusCodes.Status200OK, "contacts.erased", Path);
    }

    private async Task<IResult> ShowAsync(HttpContext http, ContactId id, Typed typed, Problem? problem) =>
        await reader.ReadAsync(id, page.FormOf(http, Deed.Erase, typed, problem), http.RequestAborted) is { } view
            ? await page.ShowAsync<ContactPage>(http, view, problem?.Status)
            : await page.SayUnknownAsync(http, Path);
}
