namespace FollowUpAgent.Contacts.Import;

/// <summary>The caller's defaults, read with the same care as a row.</summary>
internal static class ImportDefaults
{
    /// <summary>The defaults as a draft without address.</summary>
    /// <exception cref="ImportException">A default is not usable.</exception>
    public static ContactDraft Read(ImportRequest request, RowReader reader)
    {
        var draft = new ContactDraft { FromElsewhere = request.FromElsewhere };
        (ContactField Field, string? Text)[] texts =
        [
            (ContactField.LawfulBasis, request.Basis),
            (ContactField.BasisNote, request.BasisNote),
            (ContactField.BasisDate, request.BasisDate),
            (ContactField.Source, request.Source),
            (ContactField.Language, request.Language),
            (ContactField.TimeZone, request.TimeZone),
        ];
        foreach (var (field, text) in texts.Where(t => !string.IsNullOrWhiteSpace(t.Text)))
        {
            if (reader.Fill(ref draft, field, text!.Trim()) is { } fault)
            {
                throw new ImportException($"The default for every row: {fault}.");
            }
        }

        return draft;
    }

    /// <summary>The part of the defaults that stands in for columns which the file lacks: said of every row, also of known contacts.</summary>
    public static ContactDraft ForMissingColumns(this ContactDraft defaults, ColumnMap map) => new()
    {
        LawfulBasis = map.Has(ContactField.LawfulBasis) ? null : defaults.LawfulBasis,
        BasisNote = map.Has(ContactField.BasisNote) ? null : defaults.BasisNote,
        BasisAt = map.Has(ContactField.BasisDate) ? null : defaults.BasisAt,
        Source = map.Has(ContactField.Source) ? null : defaults.Source,
        FromElsewhere = map.Has(ContactField.FromElsewhere) ? null : defaults.FromElsewhere,
        Language = map.Has(ContactField.Language) ? null : defaults.Language,
        TimeZone = map.Has(ContactField.TimeZone) ? null : defaults.TimeZone,
    };
}
