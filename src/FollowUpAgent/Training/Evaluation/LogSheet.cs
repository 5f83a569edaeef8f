using System.Globalization;
using FollowUpAgent.Contacts.Import;

namespace FollowUpAgent.Training.Evaluation;

/// <summary>The cells of a log file, column by column. Rows that do not have as many cells as the header are refused by name.</summary>
internal sealed class LogSheet
{
    /// <summary>The most rows that are taken in.</summary>
    public const int MostRows = 1_000_000;

    private const int RowsBetweenReports = 10_000;

    private readonly List<string>[] columns;
    private readonly List<long> lines = [];

    private LogSheet(IReadOnlyList<string> names)
    {
        Names = names;
        columns = [.. names.Select(_ => new List<string>())];
    }

    /// <summary>The names of the columns.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The number of rows.</summary>
    public int Count => lines.Count;

    /// <summary>Whether rows beyond <see cref="MostRows"/> were left out.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The cells of a column.</summary>
    public IReadOnlyList<string> this[int column] => columns[column];

    /// <summary>Reads a file.</summary>
    /// <exception cref="ImportException">It cannot be opened, or is not text.</exception>
    /// <exception cref="InvalidDataException">It has no header, a row that is damaged, or one with another number of cells.</exception>
    public static async Task<LogSheet> ReadAsync(string path, IProgress<string> progress, CancellationToken cancellationToken)
    {
        using var file = await CsvFile.OpenAsync(path, cancellationToken);
        if (!await ReadRowAsync(file, cancellationToken))
        {
            throw new InvalidDataException($"The file {file.Name} is empty: expected a header line and rows.");
        }

        var sheet = new LogSheet(file.Cells);
        sheet.GuardHeader(file.Name);
        // Values repeat: each text is kept once.
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await ReadRowAsync(file, cancellationToken))
        {
            if (sheet.Count == MostRows)
            {
                sheet.IsCut = true;
                break;
            }

            sheet.Add(file, known);
            if (sheet.Count % RowsBetweenReports == 0)
            {
                progress.Report(string.Create(CultureInfo.InvariantCulture, $"{sheet.Count:N0} rows"));
            }
        }

        return sheet;
    }

    /// <summary>The place of a column.</summary>
    /// <exception cref="InvalidDataException">There is none of this name.</exception>
    public int PlaceOf(string name)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name)
            {
                return i;
            }
        }

        throw new InvalidDataException($"The log has no column '{name}'. It has: {string.Join(", ", Names)}.");
    }

    /// <summary>The line of the file on which a row begins.</summary>
    public long LineOf(int row) => lines[row];

    private static async Task<bool> ReadRowAsync(CsvFile file, CancellationToken cancellationToken)
    {
        try
        {
            return await file.ReadAsync(cancellationToken);
        }
        catch (ImportException e)
        {
            throw new InvalidDataException($"{e.Message} Nothing was evaluated.", e);
        }
    }

    private void GuardHeader(string file)
    {
        if (Names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1 && g.Key.Length > 0) is { } twice)
        {
            throw new InvalidDataException($"The header of {file} has the column '{twice.Key}' twice: give each a name of its own.");
        }
    }

    private void Add(CsvFile file, Dictionary<string, string> known)
    {
        if (file.Damage is { } damage)
        {
            throw new InvalidDataException($"Line {file.Line}: {damage}.");
        }

        if (file.Cells.Length != columns.Length)
        {
            throw new InvalidDataException($"Line {file.Line} has {file.Cells.Length} cells, the header has {columns.Length}.");
        }

        for (var c = 0; c < columns.Length; c++)
        {
            var text = file.Cells[c];
            if (!known.TryGetValue(text, out var kept))
            {
                known[text] = kept = text;
            }

            columns[c].Add(kept);
        }

        lines.Add(file.Line);
    }
}
