using System.Diagnostics;
using System.Text.Json;
using FollowUpAgent.Benchmarks.Ground;
using FollowUpAgent.Benchmarks.Hillstrom;
using FollowUpAgent.Cli.Demo;
using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Benchmarks.HillstromRun;

/// <summary>Eight simulated weeks with the customers of the experiment: real database, real mail server, real webhook.</summary>
internal sealed class HillstromRunBenchmark(Figures figures, int contacts)
{
    private const int Weeks = 8;

    // The last visits and their windows.
    private const int DaysAfter = 7;
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Runs it on each database.</summary>
    public async Task RunAsync(string csv, IReadOnlyList<DatabaseChoice> databases, CancellationToken cancellationToken)
    {
        var cells = await Cells.ReadAsync(csv, cancellationToken);
        await using var stage = new Stage();
        foreach (var database in databases)
        {
            await RunAsync(stage, database, csv, cells, cancellationToken);
        }
    }

    private async Task RunAsync(Stage stage, DatabaseChoice database, string csv, Cells cells, CancellationToken cancellationToken)
    {
        var (name, root) = (Stage.NameOf(database), stage.NewFolder());
        var dump = SinkDump.In(stage.NewFolder());
        await using var sink = await SmtpSink.StartAsync(dump.File, cancellationToken);
        var port = Machine.FreePort();
        var folder = await Season.WriteAsync(root, await stage.NewStorageAsync(database, cancellationToken), sink.Port, port);
        var clock = new SimulatedClock(Start);
        await using var agent = await BenchAgent.OpenAsync(folder, clock, cancellationToken);
        await agent.ServeAsync(cancellationToken);
        using var doorstep = new Doorstep($"http://127.0.0.1:{port}", Season.Secret, clock);
        var shoppers = new Shoppers(agent.Database, cells, doorstep, clock);
        var time = new SimulatedTime(agent.Services, clock, shoppers);

        await agent.Get<ContactImporter>().ImportAsync(ImportBenchmark.RequestFor(csv), null, cancellationToken);
        var watch = Stopwatch.StartNew();
        for (var week = 0; week < Weeks; week++)
        {
            await EnrollAsync(agent, c => c <= contacts && c % Weeks == week, cancellationToken);
            var end = Start.AddDays(7 * (week + 1)) + (week == Weeks - 1 ? TimeSpan.FromDays(DaysAfter) : TimeSpan.Zero);
            await time.PassUntilAsync(end, _ => { }, cancellationToken);
            Console.Error.WriteLine($"{name}: week {week + 1} of {Weeks}, {watch.Elapsed.TotalSeconds:0} s, {shoppers.Reported} events");
        }

        figures.Add($"{name}: eight weeks of {Math.Min(contacts, cells.Count):#,##0} customers", watch.Elapsed.TotalSeconds, "s");
        await CountAsync(agent, name, dump, time, shoppers);
        await WeighAsync(agent, name, cells);
    }

    private static async Task EnrollAsync(BenchAgent agent, Func<int, bool> enters, CancellationToken cancellationToken) =>
        await agent.Get<Enroller>().EnrollAsync(
            agent.Get<SequenceCatalog>().Find(Season.Sequence)!, c => enters(Cells.CustomerOf(c.Address)), isDryRun: false, _ => { }, cancellationToken);

    private async Task CountAsync(BenchAgent agent, string name, SinkDump dump, SimulatedTime time, Shoppers shoppers)
    {
        var messages = await agent.QueryAsync<SentRow>("SELECT header_id, state FROM message");
        var arrived = dump.CountByMessageId();
        var sent = messages.Count(m => m.State == "sent");
        var (planning, sending) = (Seconds(time, "when", "which"), Seconds(time, "delivery-default"));
        var hearing = shoppers.Spent.TotalSeconds + Seconds(time, "events", "rewards");
        figures.Add($"{name}: messages, planned and handed over", sent / (planning + sending), "messages/s");
        figures.Add($"{name}: messages, handing over alone", sent / sending, "messages/s");
        figures.Add($"{name}: events posted, understood and rewarded", shoppers.Reported / hearing, "events/s");
        figures.Add($"{name}: nightly jobs, all together", Seconds(time, "jobs"), "s");
        figures.Add($"{name}: messages sent", sent, "messages");
        figures.Must($"{name}: not settled", messages.Count - sent, "messages", Target.AtMost(0));
        figures.Must($"{name}: lost (called sent, and not at the sink)", messages.Count(m => m.State == "sent" && !arrived.ContainsKey(m.HeaderId)), "mails", Target.AtMost(0));
        figures.Must($"{name}: arrived twice", arrived.Values.Sum(times => times - 1), "mails", Target.AtMost(0));
    }

    private async Task WeighAsync(BenchAgent agent, string name, Cells cells)
    {
        var rows = await agent.QueryAsync<DrawnRow>(
            """
            SELECT d.group_name, d.decided_at, d.actions, d.propensities, c.address
            FROM decision d
            JOIN contact c ON c.id = d.contact_id
            WHERE d.stage = 'which' AND d.group_name IN ('treatment', 'control')
            """);
        var treatment = rows.Where(r => r.GroupName == "treatment").ToList();
        var (first, last) = (treatment.Where(r => r.DecidedAt < Start.AddDays(1)).ToList(), treatment.Where(r => r.DecidedAt >= Start.AddDays(7 * (Weeks - 1))).ToList());
        foreach (var (when, some) in new[] { ("before the first retraining", first), ("in the last week", last) })
        {
            figures.Add($"{name}: treatment, probability of the mail that is better in the customer's cell, {when}", some.Average(r => r.ProbabilityOf(cells.BetterFor(Cells.CustomerOf(r.Address)))), "");
            figures.Add($"{name}: treatment, probability of the mail for men, {when}", some.Average(r => r.ProbabilityOf(Customers.Mens)), "");
        }

        figures.Add($"{name}: customers for whom the mail for men is the better one", 100.0 * last.Count(r => cells.BetterFor(Cells.CustomerOf(r.Address)) == Customers.Mens) / last.Count, "%");
        foreach (var group in await agent.QueryAsync<VisitRow>(Visits))
        {
            figures.Add($"{name}: {group.GroupName}, visits per 100 customers", 100.0 * group.Visits / group.Customers, "");
        }
    }

    private static double Seconds(SimulatedTime time, params string[] names) => names.Sum(n => time.Spent.GetValueOrDefault(n).TotalSeconds);

    private const string Visits =
        """
        SELECT c.group_name, COUNT(DISTINCT c.id) AS customers, COUNT(r.event_id) AS visits
        FROM contact c
        JOIN enrollment e ON e.contact_id = c.id
        LEFT JOIN decision d ON d.contact_id = c.id AND d.stage = 'when'
        LEFT JOIN reward r ON r.decision_id = d.id
        GROUP BY c.group_name
        ORDER BY c.group_name
        """;

    private sealed class SentRow
    {
        public string HeaderId { get; set; } = "";

        public string State { get; set; } = "";
    }

    private sealed class VisitRow
    {
        public string GroupName { get; set; } = "";

        public long Customers { get; set; }

        public long Visits { get; set; }
    }

    private sealed class DrawnRow
    {
        public string GroupName { get; set; } = "";

        public DateTimeOffset DecidedAt { get; set; }

        public string Actions { get; set; } = "";

        public string Propensities { get; set; } = "";

        public string Address { get; set; } = "";

        public double ProbabilityOf(string mail)
        {
            var at = JsonSerializer.Deserialize<List<string>>(Actions)!.FindIndex(a => a.StartsWith($"{mail}@", StringComparison.Ordinal));
            return JsonSerializer.Deserialize<double[]>(Propensities)![at];
        }
    }
}
