using CsvHelper;

namespace FollowUpAgent.Contacts.Import;

/// <summary>A CSV file read row by row, in bounded memory. Says of each row on which line it begins and whether its quotes are right.</summary>
internal sealed class CsvFile : IDisposable
{
    private const int MostRowBytes = 1_000_000;
    private const int MostCellLength = 100_000;
    private readonly FileStream stream;
    private readonly CsvReader reader;
    private CsvMalformedReason? malformed;

    private CsvFile(FileStream stream, FileEncoding encoding)
    {
        this.stream = stream;
        Encoding = encoding.Name;
        reader = CsvReader.Create(
            stream,
            new CsvReaderOptions
            {
                HasHeader = false, // The header's line and its faults are ours to tell.
                TrackLineNumbers = true,
                MaxRecordSize = MostRowBytes,
                Encoding = encoding.Encoding,
                IncludeValuesInExceptions = false,
                OnMalformedRecord = record => malformed = record.Reason,
            },
            leaveOpen: true);
    }

    /// <summary>The file's name without its folder.</summary>
    public string Name => Path.GetFileName(stream.Name);

    /// <summary>The encoding that was found.</summary>
    public string Encoding { get; }

    /// <summary>The delimiter that was found in the first lines.</summary>
    public char Delimiter => reader.Separator;

    /// <summary>The cells of the current row, trimmed.</summary>
    public string[] Cells { get; private set; } = [];

    /// <summary>The line of the file on which the current row begins.</summary>
    public long Line { get; private set; }

    /// <summary>Why the current row cannot be read as it stands, or null.</summary>
    public string? Damage { get; private set; }

    /// <summary>Bytes of the file.</summary>
    public long BytesTotal => stream.Length;

    /// <summary>Bytes of the file read so far.</summary>
    public long BytesRead => stream.Position;

    /// <summary>Opens a file and finds out its encoding and delimiter.</summary>
    /// <exception cref="ImportException">There is no such file, or it is not text.</exception>
    public static async Task<CsvFile> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var stream = Open(path);
        try
        {
            var encoding = await FileEncoding.DetectAsync(stream, cancellationToken);
            stream.Position = 0;
            return new CsvFile(stream, encoding);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Goes to the next row that has anything in it.</summary>
    /// <exception cref="ImportException">A row is too long, or a quote is never closed.</exception>
    public async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken))
        {
            Cells = [.. reader.Current.ToArray().Select(cell => cell.Trim())];
            if (Cells.Any(cell => cell.Length > 0))
            {
                Line = reader.LineNumber;
                Damage = FindDamage();
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        reader.Dispose();
        stream.Dispose();
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 64 * 1024, useAsync: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImportException($"The file {path} cannot be opened: {e.Message}", e);
        }
    }

    private async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        malformed = null;
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (CsvFormatException e)
        {
            throw new ImportException($"Line {e.LineNumber}: the row is longer than {MostRowBytes:N0} bytes. A quote may be missing: correct it and try again.", e);
        }
    }

    private string? FindDamage() => malformed switch
    {
        CsvMalformedReason.UnterminatedQuote => throw new ImportException($"Line {Line}: a quote is opened and never closed. Correct it and try again."),
        CsvMalformedReason.TextAfterClosingQuote => "text after a closing quote: write a quote inside a quoted cell twice",
        // A quote inside an unquoted cell, as in 5" pipe, is what it looks like. The others cannot happen with these options.
        null or CsvMalformedReason.StrayQuote or CsvMalformedReason.LineBreakInQuotes or CsvMalformedReason.FieldCountMismatch
            or CsvMalformedReason.TrailingEscape => Cells.Any(c => c.Length > MostCellLength) ? $"a cell is longer than {MostCellLength:N0} characters" : null,
        _ => throw new InvalidOperationException($"Unknown malformed reason {malformed}."),
    };
}
