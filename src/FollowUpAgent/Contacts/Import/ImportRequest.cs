namespace FollowUpAgent.Contacts.Import;

/// <summary>What a person asks to import. The defaults stand in for columns that the file lacks, and for empty cells of what is not known yet.</summary>
/// <param name="File">The CSV file.</param>
internal sealed record ImportRequest(string File)
{
    /// <summary>Where rejected and duplicate rows are written. Default: the file's name with <c>.errors.csv</c>.</summary>
    public string? ErrorFile { get; init; }

    /// <summary>The lawful basis: consent, customer, published or other.</summary>
    public string? Basis { get; init; }

    /// <summary>What the basis rests on.</summary>
    public string? BasisNote { get; init; }

    /// <summary>Since when the basis holds, as in 2026-03-02.</summary>
    public string? BasisDate { get; init; }

    /// <summary>Where the data came from.</summary>
    public string? Source { get; init; }

    /// <summary>Whether the data came from someone else than the persons.</summary>
    public bool? FromElsewhere { get; init; }

    /// <summary>The language.</summary>
    public string? Language { get; init; }

    /// <summary>The IANA time zone.</summary>
    public string? TimeZone { get; init; }

    /// <summary>For a file without addresses: a template in which <c>{row}</c> is the row's number, as in <c>customer-{row}@example.test</c>.</summary>
    public string? AddressTemplate { get; init; }

    /// <summary>Header to field, as <see cref="ContactsOptions.Columns"/>; comes before it.</summary>
    public IReadOnlyDictionary<string, string> Map { get; init; } = new Dictionary<string, string>();
}

/// <summary>How far an import is.</summary>
/// <param name="BytesRead">Bytes of the file read.</param>
/// <param name="BytesTotal">Bytes of the file.</param>
/// <param name="Rows">Rows done.</param>
internal sealed record ImportProgress(long BytesRead, long BytesTotal, long Rows);
