using System.Runtime.ExceptionServices;

namespace FollowUpAgent.Contacts.Import;

/// <summary>One import under way: the file, and the drafts that wait for their batch.</summary>
internal sealed class ImportRun(CsvFile file, RowReader reader, ColumnMap map, ImportTally tally, ContactDraft everyRow, string? addressTemplate)
{
    /// <summary>The file.</summary>
    public CsvFile File => file;

    /// <summary>The counts.</summary>
    public ImportTally Tally => tally;

    /// <summary>Drafts with different addresses, to be written together.</summary>
    public List<ContactDraft> Batch { get; } = [];

    /// <summary>The keys of addresses that these rows want no mail for; they are suppressed with the batch.</summary>
    public List<byte[]> OptOuts { get; } = [];

    /// <summary>Why the file cannot be read to its end, or null.</summary>
    public ExceptionDispatchInfo? Fault { get; private set; }

    /// <summary>The file cannot be read any further.</summary>
    public void Break(ImportException fault) => Fault = ExceptionDispatchInfo.Capture(fault);

    /// <summary>The current row as a draft; null where it is rejected or a duplicate, which is then recorded.</summary>
    public ContactDraft? ReadRow(ContactId id)
    {
        var row = tally.NextRow();
        var draft = everyRow with { Id = id };
        var fault = file.Damage
            ?? (addressTemplate is null ? null : reader.FillFromTemplate(ref draft, addressTemplate, row))
            ?? reader.Read(ref draft, map, file.Cells);
        if (map.Has(ContactField.DoNotMail) && file.Damage is null && reader.FindOptOut(draft, map, file.Cells) is { } unwilling)
        {
            OptOuts.Add(unwilling);
        }

        if (fault is not null)
        {
            tally.Reject(file, fault);
            return null;
        }

        return tally.IsFirst(draft, file) ? draft : null;
    }
}
