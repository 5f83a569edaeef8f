namespace FollowUpAgent.Contacts.Import;

/// <summary>What an import did. Every row is counted once: added, updated, unchanged, suppressed, duplicate or rejected.</summary>
internal sealed record ImportSummary
{
    /// <summary>The file.</summary>
    public required string File { get; init; }

    /// <summary>Rows with data; empty lines are not counted.</summary>
    public long Rows { get; init; }

    /// <summary>New contacts.</summary>
    public long Added { get; init; }

    /// <summary>Contacts that the file changed.</summary>
    public long Updated { get; init; }

    /// <summary>Contacts that were already as the file says.</summary>
    public long Unchanged { get; init; }

    /// <summary>Contacts whose address is suppressed: kept up to date, and not mailed.</summary>
    public long Suppressed { get; init; }

    /// <summary>Addresses that the file has put on the suppression list: a column says that they want no mail.</summary>
    public long OptOuts { get; init; }

    /// <summary>Of the suppressed, those that were erased on request: nothing of them was stored again.</summary>
    public long NotStored { get; init; }

    /// <summary>Rows whose address came earlier in the file; the first one counts.</summary>
    public long Duplicates { get; init; }

    /// <summary>Rows that could not be used.</summary>
    public long Rejected { get; init; }

    /// <summary>Contacts of the file that may not be mailed as they are, by reason.</summary>
    public required IReadOnlyDictionary<NotMailable, long> NotMailable { get; init; }

    /// <summary>The first rejected and duplicate rows: line and reason.</summary>
    public required IReadOnlyList<RejectedRow> FirstRejected { get; init; }

    /// <summary>All rejected and duplicate rows with their reasons, or null where there are none.</summary>
    public string? ErrorFile { get; init; }

    /// <summary>The encoding that was found, as in <c>UTF-8</c>.</summary>
    public required string Encoding { get; init; }

    /// <summary>The delimiter that was found.</summary>
    public char Delimiter { get; init; }

    /// <summary>Header to target, as it was used; left-out columns go to <c>-</c>.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Columns { get; init; }

    /// <summary>The headers of columns that were left out.</summary>
    public required IReadOnlyList<string> IgnoredColumns { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; init; }
}

/// <summary>A row that was not used.</summary>
/// <param name="Line">The line of the file on which it begins.</param>
/// <param name="Reason">Why; quotes nothing of the row.</param>
internal sealed record RejectedRow(long Line, string Reason);
