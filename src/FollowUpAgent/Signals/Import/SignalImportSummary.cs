using FollowUpAgent.Contacts.Import;

namespace FollowUpAgent.Signals.Import;

/// <summary>What a person asks to import.</summary>
/// <param name="File">The CSV file.</param>
/// <param name="MomentOf">The moment of a time that is written without its offset.</param>
internal sealed record SignalImportRequest(string File, Func<DateTime, DateTimeOffset> MomentOf)
{
    /// <summary>Where rejected rows are written. Default: the file's name with <c>.errors.csv</c>.</summary>
    public string? ErrorFile { get; init; }
}

/// <summary>What an import of signals did.</summary>
internal sealed record SignalImportSummary
{
    /// <summary>The file.</summary>
    public required string File { get; init; }

    /// <summary>Rows with data.</summary>
    public long Rows { get; set; }

    /// <summary>New signals.</summary>
    public long Added { get; set; }

    /// <summary>Rows that were known already, or stand beyond what a contact's day holds.</summary>
    public long Known { get; set; }

    /// <summary>Rows that could not be used.</summary>
    public long Rejected { get; set; }

    /// <summary>The first of those.</summary>
    public List<RejectedRow> FirstRejected { get; } = [];

    /// <summary>All of those with their reasons, or null where there are none.</summary>
    public string? ErrorFile { get; set; }
}
