using System.Diagnostics;
using FollowUpAgent.Benchmarks.Ground;
using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.LostLeads;
using FollowUpAgent.Signals;
using FollowUpAgent.Storage;
using FollowUpAgent.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.Benchmarks;

/// <summary>Lost leads at size: everybody scored, a day's new signals, one trigger, the queue. Twenty signals a contact, stored in the order of time.</summary>
internal sealed class LostLeadsBenchmark(Figures figures)
{
    private const int SignalsEach = 20;
    private const int Page = 20_000;
    private const double Full = 1_000_000;
    private static readonly string[] Columns = ["source_id", "contact_id", "kind", "name", "occurred_at", "recorded_at"];

    /// <summary>Measures each database.</summary>
    public async Task RunAsync(int contacts, IReadOnlyList<DatabaseChoice> databases, CancellationToken cancellationToken)
    {
        await using var stage = new Stage();
        foreach (var database in databases)
        {
            var clock = HandClock.Monday;
            var folder = await BenchAgent.WriteAsync(
                stage.NewFolder(), await stage.NewStorageAsync(database, cancellationToken), PlanBenchmark.Settings("auto"), PlanBenchmark.Templates);
            await using var agent = await BenchAgent.OpenAsync(folder, clock, cancellationToken);
            await MeasureAsync(agent, clock, Stage.NameOf(database), contacts, cancellationToken);
        }
    }

    private async Task MeasureAsync(BenchAgent agent, HandClock clock, string name, int count, CancellationToken cancellationToken)
    {
        var share = count / Full;
        var (random, job) = (new Random(1), agent.Services.GetRequiredService<LeadJob>());
        var contacts = await SeedAsync(agent, clock, count, random, cancellationToken);
        GC.Collect();
        var scan = await TimeAsync(() => job.RefreshAsync(cancellationToken));
        figures.Add($"{name}: everybody scored ({count:N0} contacts, {count * SignalsEach:N0} signals)", scan, "s", Target.AtMost(300 * share));
        figures.Add($"{name}: leads", (await agent.QueryAsync<int>("SELECT COUNT(*) FROM lead"))[0], "rows");
        clock.Advance(TimeSpan.FromDays(1));
        var news = (int)(100_000 * share);
        await AddAsync(agent, clock, Enumerable.Range(0, news).Select(_ => (contacts[random.Next(count)], random.NextDouble(), (string?)null)), cancellationToken);
        await AnalyseAsync(agent, cancellationToken);
        var day = await TimeAsync(() => job.RefreshAsync(cancellationToken));
        figures.Add($"{name}: a day's {news:N0} new signals, and whose moment has come", day, "s", Target.AtMost(20 * share));
        clock.Advance(TimeSpan.FromHours(1));
        await AddAsync(agent, clock, [(contacts[count / 2], 0.001, "pricing")], cancellationToken);
        var trigger = await TimeAsync(() => agent.Services.GetRequiredService<LeadPump>().PassAsync(cancellationToken));
        figures.Add($"{name}: a trigger scored again", trigger, "s", Target.AtMost(60));
        var queue = await TimeAsync(() => agent.Services.GetRequiredService<LeadQueue>().ReadAsync(50, cancellationToken));
        figures.Add($"{name}: the first fifty of the queue", queue, "s");
        using var process = Process.GetCurrentProcess();
        figures.Add($"{name}: peak memory of this process, its seeding included", process.PeakWorkingSet64 / 1e6, "MB", Target.AtMost(1000));
    }

    private static async Task<ContactId[]> SeedAsync(BenchAgent agent, HandClock clock, int count, Random random, CancellationToken cancellationToken)
    {
        var ids = new ContactId[count];
        for (var from = 0; from < count; from += Page)
        {
            var people = Enumerable.Range(from, Math.Min(Page, count - from)).Select(i => Crowd.Person(agent.Services, $"p{i}@example.test") with { Company = $"Company {i / 5}" }).ToList();
            await agent.Database.WriteAsync(s => s.AddContactsAsync(people), cancellationToken);
            people.ForEach(p => ids[from++] = p.Id);
            from -= people.Count;
        }

        // Round after round, so that what belongs to one contact lies all over the table, as it does where time passes.
        for (var round = 0; round < SignalsEach; round++)
        {
            var age = 700.0 * (SignalsEach - round) / SignalsEach;
            for (var from = 0; from < count; from += Page)
            {
                var some = ids[from..Math.Min(from + Page, count)];
                await AddAsync(agent, clock, some.Select(id => (id, Math.Max(0.1, age - (random.NextDouble() * 60)), random.Next(8) == 0 ? "pricing" : null)), cancellationToken);
            }
        }

        if (agent.Database.Dialect.Name != "sqlite")
        {
            await agent.Database.ScrubAsync(["signal", "contact"], cancellationToken);
        }

        await AnalyseAsync(agent, cancellationToken);
        return ids;
    }

    // The database does so by itself before long, as it vacuums; a measurement does not wait for it.
    private static Task AnalyseAsync(BenchAgent agent, CancellationToken cancellationToken) => agent.Database.WriteAsync(s => s.ExecuteAsync("ANALYZE signal; ANALYZE contact; ANALYZE lead"), cancellationToken);

    private static Task AddAsync(BenchAgent agent, HandClock clock, IEnumerable<(ContactId Contact, double DaysAgo, string? Page)> visits, CancellationToken cancellationToken)
    {
        var (now, ids) = (clock.GetUtcNow(), agent.Services.GetRequiredService<IdSource>());
        var rows = visits
            .Select(v => new object?[] { ids.New(), v.Contact.Value, SignalKind.Visit, v.Page, Micros.From(now.AddDays(-v.DaysAgo)), Micros.From(now.AddDays(-v.DaysAgo)) })
            .ToList();
        return agent.Database.WriteAsync(s => s.InsertManyAsync(new BulkRows("signal", Columns, rows)), cancellationToken);
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalSeconds;
    }
}
