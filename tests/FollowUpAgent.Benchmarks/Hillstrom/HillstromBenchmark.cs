using System.Diagnostics;
using FollowUpAgent.Benchmarks.Ground;
using FollowUpAgent.Contacts;
using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Sequences;
using FollowUpAgent.Training;

namespace FollowUpAgent.Benchmarks.Hillstrom;

/// <summary>The whole circle on a real experiment: import, enroll, send under fire, hear, learn.</summary>
internal sealed class HillstromBenchmark(Figures figures, int mails, int kills, bool treatmentOnly)
{
    /// <summary>Runs it on each database.</summary>
    public async Task RunAsync(string csv, IReadOnlyList<DatabaseChoice> databases, CancellationToken cancellationToken)
    {
        var (rows, rates) = await Customers.ReadAsync(csv, cancellationToken);
        await using var stage = new Stage();
        foreach (var database in databases)
        {
            await RunAsync(stage, database, csv, rows, rates, cancellationToken);
        }
    }

    private async Task RunAsync(
        Stage stage, DatabaseChoice database, string csv, int rows, Dictionary<string, double> rates, CancellationToken cancellationToken)
    {
        var name = Stage.NameOf(database);
        var root = stage.NewFolder();
        var (ledger, dump) = (new MailLedger(), SinkDump.In(stage.NewFolder()));
        await using var sink = await SmtpSink.StartAsync(dump.File, cancellationToken);
        await using var watch = new SinkWatch(dump, ledger);
        var publicPort = Machine.FreePort();
        var folder = await Shop.WriteAsync(root, await stage.NewStorageAsync(database, cancellationToken), sink.Port, publicPort, treatmentOnly);
        await using var agent = await BenchAgent.OpenAsync(folder, null, cancellationToken);
        await FillAsync(agent, name, csv, rows, cancellationToken);

        await using var worker = new KilledWorker(agent, folder, ledger, publicPort, mails, kills);
        var clock = Stopwatch.StartNew();
        await worker.StartAsync(cancellationToken);
        await worker.SendAsync(cancellationToken);
        figures.Add($"{name}: sending, starts and kills included", ledger.Count / clock.Elapsed.TotalSeconds, "mails/s");
        await worker.UntilDoneAsync(cancellationToken);
        // The worker stands still; what the sink wrote last is read with the rest.
        await watch.DisposeAsync();
        var sent = await SettleAsync(agent, name, ledger, worker);
        await LearnAsync(agent, name, new VisitReports(agent, publicPort, rates), sent, cancellationToken);
    }

    private async Task FillAsync(BenchAgent agent, string name, string csv, int rows, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var summary = await agent.Get<ContactImporter>().ImportAsync(ImportBenchmark.RequestFor(csv), null, cancellationToken);
        figures.Add($"{name}: {summary.Added:#,##0} customers imported", watch.Elapsed.TotalSeconds, "s");
        var wanted = Math.Min(rows, Shop.EnrolledFor(mails, treatmentOnly));
        var enrolled = 0;
        watch.Restart();
        await agent.Get<Enroller>().EnrollAsync(
            agent.Get<SequenceCatalog>().Find(Shop.Sequence)!, contact => RowOf(contact) <= wanted, isDryRun: false,
            verdict => enrolled += verdict.Enrollment is null ? 0 : 1, cancellationToken);
        figures.Add($"{name}: {enrolled:#,##0} enrolled", watch.Elapsed.TotalSeconds, "s");
    }

    private static int RowOf(Contact contact) => int.Parse(
        contact.Address["customer-".Length..contact.Address.IndexOf('@', StringComparison.Ordinal)],
        System.Globalization.CultureInfo.InvariantCulture);

    private async Task<List<SentMail>> SettleAsync(BenchAgent agent, string name, MailLedger ledger, KilledWorker worker)
    {
        var arrived = ledger.Snapshot();
        var messages = await agent.QueryAsync<MessageRow>(
            """
            SELECT m.header_id, m.variant, m.state, e.group_name
            FROM message m
            JOIN enrollment e ON e.id = m.enrollment_id
            """);
        var inFlight = worker.InFlight.SelectMany(ids => ids).ToHashSet();
        var doubled = arrived.Where(a => a.Value.Times > 1).ToList();
        figures.Add($"{name}: mails arrived in all", arrived.Count, "mails");
        figures.Must($"{name}: lost (planned, and not in the sink's ledger)", messages.Count(m => !arrived.ContainsKey(m.HeaderId)), "mails", Target.AtMost(0));
        figures.Must($"{name}: called sent and not in the ledger", messages.Count(m => m.State == "sent" && !arrived.ContainsKey(m.HeaderId)), "mails", Target.AtMost(0));
        figures.Must($"{name}: not settled", messages.Count(m => m.State != "sent"), "mails", Target.AtMost(0));
        figures.Add($"{name}: kill -9", worker.InFlight.Count, "times");
        figures.Add($"{name}: in flight at the kills, all together", worker.InFlight.Sum(ids => ids.Count), "mails");
        figures.Must($"{name}: arrived twice", doubled.Sum(d => d.Value.Times - 1), "mails", Target.AtMost(worker.InFlight.Sum(ids => ids.Count)));
        figures.Must($"{name}: arrived twice, not in flight at a kill", doubled.Count(d => !inFlight.Contains(d.Key)), "mails", Target.AtMost(0));
        return
        [
            .. messages.Where(m => m.State == "sent" && arrived.ContainsKey(m.HeaderId)).Select(m => new SentMail(
                m.HeaderId, m.Variant.Split('@')[0], m.GroupName, arrived[m.HeaderId].Recipient, arrived[m.HeaderId].LastAt)),
        ];
    }

    private async Task LearnAsync(
        BenchAgent agent, string name, VisitReports reports, List<SentMail> sent, CancellationToken cancellationToken)
    {
        var before = await Probabilities.LoggedAsync(agent);
        var watch = Stopwatch.StartNew();
        var visits = await reports.SendAsync(sent, cancellationToken);
        figures.Add($"{name}: {sent.Count:#,##0} events posted, understood and rewarded", sent.Count / watch.Elapsed.TotalSeconds, "events/s");
        figures.Must($"{name}: visits without a reward", visits - await CountRewardsAsync(agent), "visits", Target.AtMost(0));

        await Task.Delay(Shop.Window, cancellationToken);
        watch.Restart();
        var snapshot = await agent.Get<Trainer>().TrainAsync(cancellationToken);
        figures.Add($"{name}: retrained on {snapshot.TrainingRows:#,##0} decisions", watch.Elapsed.TotalSeconds, "s");
        if (snapshot.Refused is not null)
        {
            figures.Note($"{name}: the new snapshot was refused: {snapshot.Refused}.");
        }

        var after = await Probabilities.ToComeAsync(agent, cancellationToken);
        foreach (var group in sent.GroupBy(m => m.GroupName).OrderByDescending(g => g.Count()))
        {
            figures.Add($"{name}: {group.Key}, mails", group.Count(), "mails");
            figures.Add($"{name}: {group.Key}, visits per 100 mails", 100.0 * group.Count(reports.Visits) / group.Count(), "");
            AddProbability($"{name}: {group.Key}, probability of the better mail before", before, group.Key);
            AddProbability($"{name}: {group.Key}, probability of the better mail after one retraining", after, group.Key);
        }
    }

    // Baseline has nobody left to be asked for: its default slot is today.
    private void AddProbability(string what, Dictionary<string, double> probabilities, string group)
    {
        if (probabilities.TryGetValue(group, out var probability))
        {
            figures.Add(what, probability, "");
        }
    }

    private static async Task<int> CountRewardsAsync(BenchAgent agent) =>
        (await agent.QueryAsync<int>("SELECT COUNT(*) FROM reward WHERE outcome = @Visit", new { Shop.Visit }))[0];

    private sealed class MessageRow
    {
        public string HeaderId { get; set; } = "";

        public string Variant { get; set; } = "";

        public string State { get; set; } = "";

        public string GroupName { get; set; } = "";
    }
}
