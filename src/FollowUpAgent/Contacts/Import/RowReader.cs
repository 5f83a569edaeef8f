using System.Globalization;

namespace FollowUpAgent.Contacts.Import;

/// <summary>Reads the cells of one row into a draft, or says why they cannot be used. Faults name columns and quote no cell.</summary>
internal sealed class RowReader(AddressKeys keys, DateTimeOffset now)
{
    /// <summary>What stands for the row's number in an address template.</summary>
    public const string RowMark = "{row}";

    private const int MostLine = 200;
    private const int MostNote = 1_000;
    private const int MostOwnField = 10_000;
    private const int MostRemembered = 1_000;
    private readonly Dictionary<string, string> zoneFaults = [];

    /// <summary>Reads a row on top of what is said of every row.</summary>
    /// <returns>A fault, or null where the draft is complete.</returns>
    public string? Read(ref ContactDraft draft, ColumnMap map, string[] cells)
    {
        if (HasTooMany(map, cells))
        {
            return $"{cells.Length} cells under {map.Headers.Count} headers: quote cells that hold the delimiter";
        }

        List<KeyValuePair<string, string>> own = [];
        // Fewer cells than headers are empty cells: old spreadsheets leave out the delimiters at the end.
        for (var i = 0; i < Math.Min(cells.Length, map.Headers.Count); i++)
        {
            if (cells[i].Length > 0 && Read(ref draft, map.Targets[i], cells[i], own) is { } fault)
            {
                return fault;
            }
        }

        draft = draft with { Fields = own };
        return draft.Address.Length == 0 ? "no mail address" : null;
    }

    /// <summary>The address that a template gives to a row.</summary>
    public string? FillFromTemplate(ref ContactDraft draft, string template, long row) => Fill(
        ref draft, ContactField.Address, template.Replace(RowMark, row.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

    /// <summary>Puts one text into a field of the draft.</summary>
    /// <returns>A fault, or null.</returns>
    public string? Fill(ref ContactDraft draft, ContactField field, string text) => field switch
    {
        ContactField.Address => FillAddress(ref draft, text),
        ContactField.FirstName => Line(field, text) ?? Set(draft = draft with { FirstName = text }),
        ContactField.LastName => Line(field, text) ?? Set(draft = draft with { LastName = text }),
        ContactField.Company => Line(field, text) ?? Set(draft = draft with { Company = text }),
        ContactField.JobTitle => Line(field, text) ?? Set(draft = draft with { JobTitle = text }),
        ContactField.Country => Line(field, text) ?? Set(draft = draft with { Country = text }),
        ContactField.City => Line(field, text) ?? Set(draft = draft with { City = text }),
        ContactField.Source => Line(field, text, MostNote) ?? Set(draft = draft with { Source = text }),
        ContactField.BasisNote => Note(text) ?? Set(draft = draft with { BasisNote = text }),
        ContactField.Language => LanguageNames.Find(text) is { } language
            ? Set(draft = draft with { Language = language })
            : "unknown language: expected a code such as en or nl",
        ContactField.TimeZone => TimeZoneNames.Find(text) is { } zone ? Set(draft = draft with { TimeZone = zone }) : ZoneFault(text),
        ContactField.LawfulBasis => LawfulBasisText.Parse(text) is { } basis
            ? Set(draft = draft with { LawfulBasis = basis.ToText() })
            : "unknown lawful basis: expected consent, customer, published or other",
        ContactField.BasisDate => FillDate(ref draft, text),
        ContactField.FromElsewhere => YesNo(field, text) ?? Set(draft = draft with { FromElsewhere = CellText.ParseYesNo(text) }),
        ContactField.Profiling => YesNo(field, text) ?? Set(draft = draft with { Profiling = CellText.ParseYesNo(text) }),
        ContactField.Tracking => YesNo(field, text) ?? Set(draft = draft with { Tracking = CellText.ParseYesNo(text) }),
        ContactField.DoNotMail => CellText.ParseWish(text) is null ? $"the column '{ColumnAliases.NameOf(field)}' is neither yes nor no" : null,
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "unknown field"),
    };

    /// <summary>The key of the address that this row wants no mail for, or null. Heard also where the row is of no other use.</summary>
    public byte[]? FindOptOut(ContactDraft draft, ColumnMap map, string[] cells)
    {
        var targets = map.Targets.Take(cells.Length).Select((target, i) => (target.Field, Cell: cells[i])).ToList();
        if (HasTooMany(map, cells) || !targets.Exists(t => t.Field is ContactField.DoNotMail && CellText.ParseWish(t.Cell) == true))
        {
            return null;
        }

        var address = AddressKeys.Normalise(targets.Find(t => t.Field is ContactField.Address).Cell);
        if (address is not null)
        {
            return keys.KeyOf(address);
        }

        return draft.AddressKey.Length > 0 ? draft.AddressKey : null;
    }

    /// <summary>What is wrong with the text of an own field, or null.</summary>
    public static string? FaultOfOwn(string name, string text) =>
        CellText.FaultOfText(text, MostOwnField) is { } fault ? $"the column '{name}' {fault}" : null;

    private string? Read(ref ContactDraft draft, ColumnTarget target, string cell, List<KeyValuePair<string, string>> own)
    {
        if (target.Field is { } field)
        {
            return Fill(ref draft, field, cell);
        }

        if (target.Own is null)
        {
            return null;
        }

        own.Add(KeyValuePair.Create(target.Own, cell));
        return FaultOfOwn(target.Own, cell);
    }

    private string? FillAddress(ref ContactDraft draft, string text)
    {
        var address = AddressKeys.Normalise(text);
        if (address is null)
        {
            return "not a usable mail address: expected one such as name@example.com";
        }

        draft = draft with { Address = address, AddressKey = keys.KeyOf(address) };
        return null;
    }

    private string? FillDate(ref ContactDraft draft, string text)
    {
        var at = CellText.ParseDate(text);
        if (at is null)
        {
            return "unknown basis date: expected one such as 2026-03-02";
        }

        // A day of tolerance: today in the east is tomorrow in UTC.
        draft = draft with { BasisAt = at };
        return at > now.AddDays(1) ? "the basis date is in the future" : null;
    }

    private string ZoneFault(string text)
    {
        if (zoneFaults.TryGetValue(text, out var known))
        {
            return known;
        }

        var nearest = TimeZoneNames.Nearest(text);
        var fault = "unknown time zone: " + (nearest is null ? "expected an IANA name such as Europe/Amsterdam" : $"did you mean {nearest}?");
        if (zoneFaults.Count < MostRemembered)
        {
            zoneFaults[text] = fault;
        }

        return fault;
    }

    private static string? Line(ContactField field, string text, int most = MostLine) =>
        CellText.FaultOfLine(text, most) is { } fault ? $"the {ColumnAliases.NameOf(field)} {fault}" : null;

    private static string? Note(string text) => CellText.FaultOfText(text, MostNote) is { } fault ? $"the basis note {fault}" : null;

    private static string? YesNo(ContactField field, string text) =>
        CellText.ParseYesNo(text) is null ? $"the column '{ColumnAliases.NameOf(field)}' is neither yes nor no" : null;

    // A delimiter too many moves cells under the wrong header.
    private static bool HasTooMany(ColumnMap map, string[] cells) => cells.Skip(map.Headers.Count).Any(c => c.Length > 0);

    // Lets an assignment stand where a fault would.
    private static string? Set(ContactDraft _) => null;
}
