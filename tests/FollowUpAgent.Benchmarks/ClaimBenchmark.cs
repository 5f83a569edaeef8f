using System.Diagnostics;
using System.Globalization;
using FollowUpAgent.Benchmarks.Ground;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Benchmarks;

/// <summary>How long it takes to claim a batch of 50 of what is due, where ten thousand and where a million enrollments are open.</summary>
internal sealed class ClaimBenchmark(Figures figures)
{
    private const int Batch = 50;
    private const int Fewer = 10_000;
    private const int Rounds = 40;
    private const int Slots = 9;
    private const int WarmUp = 5;
    private const double Bound = 1.5;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly object Settings = new
    {
        Senders = new
        {
            roomy = new { Name = "Roomy", Address = "roomy@acme.test", PerDay = 100_000 },
            scarce = new { Name = "Scarce", Address = "scarce@acme.test" },
        },
    };

    /// <summary>Measures each database at both sizes.</summary>
    public async Task RunAsync(int most, IReadOnlyList<DatabaseChoice> databases, CancellationToken cancellationToken)
    {
        await using var stage = new Stage();
        foreach (var database in databases)
        {
            await using var few = await LoadAsync(stage, database, Fewer, cancellationToken);
            await using var many = await LoadAsync(stage, database, most, cancellationToken);
            var scarce = few.Get<SequenceCatalog>().FindSender("scarce")!;
            var name = Stage.NameOf(database);
            await CompareAsync($"{name}: claim for when", s => s.ClaimWaitingAsync(Now, Batch, Lease));
            await CompareAsync($"{name}: claim for which", s => s.ClaimDecidedAsync("roomy", Now, Batch, Lease));
            await CompareAsync($"{name}: claim for which, shared out under a cap", s => Capacity.ClaimAsync(s, scarce, Now, Batch, Lease));

            async Task CompareAsync(string what, Func<Session, Task<List<Enrollment>>> claim)
            {
                var (atFew, atMany) = await TakeTurnsAsync(few, many, claim, cancellationToken);
                figures.Add($"{what}, {Fewer:#,##0} enrollments", atFew, "ms");
                figures.Add($"{what}, {most:#,##0} enrollments", atMany, "ms");
                figures.Must($"{what}, ratio", atMany / atFew, "", Target.AtMost(Bound));
            }
        }

        figures.Note($"Medians of {Rounds} claims of {Batch}, the two sizes taking turns; half of the enrollments wait for a slot, half have one that has begun; all are due.");
    }

    private static async Task<BenchAgent> LoadAsync(Stage stage, DatabaseChoice database, int enrollments, CancellationToken cancellationToken)
    {
        var folder = await BenchAgent.WriteAsync(
            stage.NewFolder(), await stage.NewStorageAsync(database, cancellationToken), Settings, new Dictionary<string, string>());
        var agent = await BenchAgent.OpenAsync(folder, null, cancellationToken);
        await agent.Database.WriteAsync(s => s.ExecuteAsync(Load(s.Dialect), new { enrollments, Now, block = enrollments / Slots }), cancellationToken);
        await agent.Database.WriteAsync(s => s.ExecuteAsync("ANALYZE enrollment"), cancellationToken);
        return agent;
    }

    private static async Task<(double Few, double Many)> TakeTurnsAsync(
        BenchAgent few, BenchAgent many, Func<Session, Task<List<Enrollment>>> claim, CancellationToken cancellationToken)
    {
        var times = new List<(double Few, double Many)>();
        for (var round = 0; round < WarmUp + Rounds; round++)
        {
            times.Add((await ClaimAsync(few, claim, cancellationToken), await ClaimAsync(many, claim, cancellationToken)));
        }

        var counted = times.Skip(WarmUp).ToList();
        return (Machine.Median(counted.Select(t => t.Few)), Machine.Median(counted.Select(t => t.Many)));
    }

    private static async Task<double> ClaimAsync(
        BenchAgent agent, Func<Session, Task<List<Enrollment>>> claim, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var claimed = await agent.Database.WriteAsync(claim, cancellationToken);
        var took = watch.Elapsed.TotalMilliseconds;
        if (claimed.Count != Batch)
        {
            throw new InvalidOperationException($"{claimed.Count} were claimed in place of {Batch}.");
        }

        // As a worker does once it has planned them: they are not due any more.
        await agent.Database.WriteAsync(
            s => s.ExecuteAsync(
                $"UPDATE enrollment SET state = 'sending', due_at = NULL, lease_until = 0 WHERE {s.Dialect.In("id", "ids")}",
                new { ids = claimed.Select(c => c.Id.Value).ToArray() }),
            cancellationToken);
        return took;
    }

    private static string Load(Dialect dialect)
    {
        var (numbers, id) = dialect.Name == "sqlite"
            ? ("WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < @enrollments)", "printf('%08X-0000-7000-8000-{0}%011X', n, n)")
            : ("WITH number AS (SELECT generate_series(1, @enrollments) AS n)", "CAST(lpad(to_hex(n), 8, '0') || '-0000-7000-8000-{0}' || lpad(to_hex(n), 11, '0') AS uuid)");
        return string.Format(
            CultureInfo.InvariantCulture,
            """
            {0}
            INSERT INTO enrollment (id, contact_id, sequence, entry, group_name, sender, state, step, step_number, round, due_at, slot_until,
                                    expected_gain, skips, lapses, entered_at, fence, lease_until)
            SELECT {1}, {2}, 'hello', 1,
                   CASE WHEN n % 20 < 16 THEN 'treatment' WHEN n % 20 < 18 THEN 'control' ELSE 'baseline' END,
                   CASE WHEN n % 4 < 2 THEN 'roomy' ELSE 'scarce' END,
                   CASE WHEN n % 2 = 0 THEN 'waiting' ELSE 'decided' END,
                   'first', 0, 1,
                   -- Steps fall due in the order of enrolling; within a slot, a contact's moment is drawn.
                   @Now - 80000000000 + 80000000000 / @enrollments
                       * CASE WHEN n % 2 = 0 THEN n ELSE n / @block * @block + CAST(n AS bigint) * 7919 % @block END,
                   @Now + 3600000000,
                   (n * 31 % 1000) / 1000.0, 0, 0, @Now - 86400000000, 0, 0
            FROM number
            """,
            numbers,
            string.Format(CultureInfo.InvariantCulture, id, "A"),
            string.Format(CultureInfo.InvariantCulture, id, "B"));
    }
}
