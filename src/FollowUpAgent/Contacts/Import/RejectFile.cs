using CsvHelper;

namespace FollowUpAgent.Contacts.Import;

/// <summary>
/// The rows that were not used, with line and reason, to be corrected and imported again. Safe to open in a spreadsheet: cells that look like
/// a formula get an apostrophe (OWASP CSV injection). Appears whole, under its name, or not at all.
/// </summary>
internal sealed class RejectFile(string path, char delimiter) : IDisposable
{
    private const string LineColumn = "import_line";
    private const string ReasonColumn = "import_reason";
    private readonly string draft = path + ".part";
    private CsvWriter? writer;

    /// <summary>Whether a header is one that this file adds: importing it again leaves the column out.</summary>
    public static bool IsOwnColumn(string header) => ColumnAliases.Plain(header) is "importline" or "importreason";

    /// <summary>Adds a row.</summary>
    public void Add(IEnumerable<string> headers, RejectedRow row, IEnumerable<string> cells)
    {
        if (writer is null)
        {
            writer = CsvWriter.ToFile(draft, Options(), FileOptions.None);
            Write([LineColumn, ReasonColumn, .. headers]);
        }

        Write([$"{row.Line}", row.Reason, .. cells]);
    }

    /// <summary>Puts the file in its place; a file of an earlier import goes either way.</summary>
    /// <returns>The path, or null where there is nothing to tell.</returns>
    public string? Finish()
    {
        if (writer is null)
        {
            File.Delete(path);
            return null;
        }

        writer.Dispose();
        writer = null;
        File.Move(draft, path, overwrite: true);
        return path;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (writer is null)
        {
            return;
        }

        writer.Dispose();
        File.Delete(draft);
    }

    private CsvWriterOptions Options() => new()
    {
        Separator = delimiter,
        HasHeader = false,
        Injection = CsvInjection.Escape,
        ValidateFieldCount = false, // A ragged row is shown as it is.
        WriteByteOrderMark = true, // Without it Excel reads the file in the machine's own alphabet.
    };

    // A NUL, which some spreadsheets pass over to find a formula behind it, becomes visible.
    private void Write(string[] cells) => writer!.WriteRecord([.. cells.Select(c => c.Replace('\0', '\uFFFD'))]);
}
