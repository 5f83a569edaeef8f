using System.Diagnostics;
using System.Text.Json;
using FollowUpAgent.Benchmarks.Ground;
using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Benchmarks;

/// <summary>Imports 64,000 rows, each time in a process of its own, so that its peak of memory is its own.</summary>
internal sealed class ImportBenchmark(Figures figures)
{
    private const double Megabyte = 1024 * 1024;

    /// <summary>The customers of the file as an import: row n is customer-n.</summary>
    public static ImportRequest RequestFor(string csv) => new(csv)
    {
        AddressTemplate = "customer-{row}@hillstrom.test",
        Basis = "customer",
        BasisDate = "2008-03-20",
        Source = "our shop",
        ErrorFile = Path.Combine(Path.GetTempPath(), "followup-bench.errors.csv"),
    };

    /// <summary>Measures each database.</summary>
    public async Task RunAsync(string csv, IReadOnlyList<DatabaseChoice> databases, CancellationToken cancellationToken)
    {
        await using var stage = new Stage();
        foreach (var database in databases)
        {
            var folder = await BenchAgent.WriteAsync(
                stage.NewFolder(), await stage.NewStorageAsync(database, cancellationToken), new { }, new Dictionary<string, string>());
            var whole = Stopwatch.StartNew();
            var output = await StartedProgram.RunAsync(
                Environment.ProcessPath!, [.. ThisProgram.Arguments, "import-once", "--folder", folder.Root, "--csv", csv], cancellationToken);
            var once = JsonSerializer.Deserialize<ImportedOnce>(output)!;
            var name = Stage.NameOf(database);
            figures.Must($"{name}: rows imported", once.Added, "rows", Target.AtLeast(once.Rows));
            figures.Add($"{name}: import", once.Seconds, "s", Target.AtMost(10));
            figures.Add($"{name}: the process from start to end, schema included", whole.Elapsed.TotalSeconds, "s");
            figures.Add($"{name}: peak memory", once.PeakBytes / Megabyte, "MB", Target.AtMost(300));
        }
    }

    /// <summary>Imports once and says how it went, as JSON.</summary>
    public static async Task RunOnceAsync(string folder, string csv, CancellationToken cancellationToken)
    {
        await using var agent = await BenchAgent.OpenAsync(new AgentFolder(folder), null, cancellationToken);
        var watch = Stopwatch.StartNew();
        var summary = await agent.Get<ContactImporter>().ImportAsync(RequestFor(csv), null, cancellationToken);
        Console.WriteLine(JsonSerializer.Serialize(new ImportedOnce(
            watch.Elapsed.TotalSeconds, summary.Rows, summary.Added, Machine.Memory(Environment.ProcessId, "VmHWM"))));
    }

    private sealed record ImportedOnce(double Seconds, long Rows, long Added, long PeakBytes);
}
