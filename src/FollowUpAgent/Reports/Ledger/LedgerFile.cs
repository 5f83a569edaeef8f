using System.Text.Json;
using CsvHelper;

namespace FollowUpAgent.Reports.Ledger;

/// <summary>A file that takes ledger lines one by one. It appears whole, under its name, or not at all.</summary>
internal abstract class LedgerFile(string path) : IDisposable
{
    private readonly string draft = DraftOf(path);

    /// <summary>Opens the file that the ending of its name asks for: csv or jsonl; null for any other.</summary>
    public static LedgerFile? Open(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".CSV" => new Csv(path),
        ".JSONL" => new JsonLines(path),
        _ => null,
    };

    /// <summary>Adds a line.</summary>
    public abstract void Add(IReadOnlyList<LedgerCell> line);

    /// <summary>Puts the file in its place.</summary>
    public void Finish()
    {
        Close();
        File.Move(draft, path, overwrite: true);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Close();
        File.Delete(draft);
    }

    /// <summary>Writes what is left; harmless when repeated.</summary>
    protected abstract void Close();

    private static string DraftOf(string path) => $"{path}.part";

    /// <summary>For spreadsheets and data frames: a cell that looks like a formula gets an apostrophe (OWASP CSV injection).</summary>
    private sealed class Csv : LedgerFile
    {
        private readonly CsvWriter writer;
        private bool isClosed;

        public Csv(string path)
            : base(path)
        {
            writer = CsvWriter.ToFile(DraftOf(path), new CsvWriterOptions { HasHeader = false, Injection = CsvInjection.Escape }, FileOptions.None);
            writer.WriteRecord([.. LedgerLine.Names]);
        }

        public override void Add(IReadOnlyList<LedgerCell> line) => writer.WriteRecord([.. line.Select(c => c.Text ?? "")]);

        protected override void Close()
        {
            if (!isClosed)
            {
                isClosed = true;
                writer.Dispose();
            }
        }
    }

    /// <summary>One JSON object a line.</summary>
    private sealed class JsonLines(string path) : LedgerFile(path)
    {
        private readonly FileStream stream = File.Create(DraftOf(path));

        public override void Add(IReadOnlyList<LedgerCell> line)
        {
            using (var json = new Utf8JsonWriter(stream))
            {
                json.WriteStartObject();
                foreach (var cell in line)
                {
                    Write(json, cell);
                }

                json.WriteEndObject();
            }

            stream.WriteByte((byte)'\n');
        }

        protected override void Close() => stream.Dispose();

        private static void Write(Utf8JsonWriter json, LedgerCell cell)
        {
            json.WritePropertyName(cell.Name);
            if (cell is { IsJson: true, Text: { } text })
            {
                json.WriteRawValue(text);
            }
            else
            {
                json.WriteStringValue(cell.Text);
            }
        }
    }
}
