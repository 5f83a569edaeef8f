namespace FollowUpAgent.Contacts.Import;

/// <summary>Counts the rows of one import and remembers which addresses it has seen.</summary>
internal sealed class ImportTally(RejectFile rejects, ColumnMap map)
{
    private const int MostShown = 20;
    private readonly Dictionary<UInt128, long> lines = [];
    private readonly Dictionary<RowVerdict, long> verdicts = [];
    private readonly SortedDictionary<NotMailable, long> notMailable = [];
    private readonly List<RejectedRow> first = [];
    private long suppressed;
    private long optOuts;
    private long notStored;
    private long duplicates;
    private long rejected;

    /// <summary>Rows with data so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Counts a row of the file.</summary>
    /// <returns>Its number, from 1.</returns>
    public long NextRow() => ++Rows;

    /// <summary>Whether this is the first row with this address; a later one is recorded as a duplicate.</summary>
    public bool IsFirst(ContactDraft draft, CsvFile file)
    {
        if (lines.TryAdd(draft.Handle, file.Line))
        {
            return true;
        }

        duplicates++;
        Refuse(file, $"the same address as line {lines[draft.Handle]}");
        return false;
    }

    /// <summary>Records a row that cannot be used.</summary>
    public void Reject(CsvFile file, string reason)
    {
        rejected++;
        Refuse(file, reason);
    }

    /// <summary>Records a row that was written.</summary>
    public void Count(WrittenRow row, DateTimeOffset now)
    {
        if (row.Contact?.WhyNotMailable(now) is { } reason)
        {
            notMailable[reason] = notMailable.GetValueOrDefault(reason) + 1;
        }

        if (row.IsSuppressed)
        {
            suppressed++;
            notStored += row.Contact is null ? 1 : 0;
            return;
        }

        verdicts[row.Verdict] = verdicts.GetValueOrDefault(row.Verdict) + 1;
    }

    /// <summary>Counts addresses that the file has put on the suppression list.</summary>
    public void CountOptOuts(int added) => optOuts += added;

    /// <summary>The counts as a summary; puts the file of rejected rows in its place.</summary>
    public ImportSummary Sum(string path, CsvFile file, TimeSpan elapsed) => new()
    {
        File = path,
        Rows = Rows,
        Added = verdicts.GetValueOrDefault(RowVerdict.Added),
        Updated = verdicts.GetValueOrDefault(RowVerdict.Updated),
        Unchanged = verdicts.GetValueOrDefault(RowVerdict.Unchanged),
        Suppressed = suppressed,
        OptOuts = optOuts,
        NotStored = notStored,
        Duplicates = duplicates,
        Rejected = rejected,
        NotMailable = notMailable,
        FirstRejected = first,
        ErrorFile = rejects.Finish(),
        Encoding = file.Encoding,
        Delimiter = file.Delimiter,
        Columns = [.. map.Headers.Select((h, i) => KeyValuePair.Create(h, map.Targets[i].ToString()))],
        IgnoredColumns = map.Ignored,
        Elapsed = elapsed,
    };

    private void Refuse(CsvFile file, string reason)
    {
        var row = new RejectedRow(file.Line, reason);
        rejects.Add(map.Headers, row, file.Cells);
        if (first.Count < MostShown)
        {
            first.Add(row);
        }
    }
}
