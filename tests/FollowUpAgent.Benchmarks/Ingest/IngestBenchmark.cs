using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using FollowUpAgent.Benchmarks.Ground;
using FollowUpAgent.Hosting;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Benchmarks.Ingest;

/// <summary>
/// What comes in, on PostgreSQL: the executable with all its pumps, posted to over loopback by a generator on the same machine. Each part
/// lasts so many seconds at most and stops by itself.
/// </summary>
internal sealed class IngestBenchmark(Figures figures, int seconds)
{
    private const int People = 500;
    private const int PerSecond = 300;
    private const int BatchSize = 1000;
    private const int BatchEventsPerSecond = 3000;
    private const int Connections = 16;
    private const int MostFlood = 30_000;
    private const int ReadersPerSecond = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Measures everything.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var executable = Worker.Executable(Machine.Configuration) ?? throw new CannotRunException($"the executable is not built (dotnet build -c {Machine.Configuration}).");
        await using var postgres = await DurablePostgres.StartAsync(cancellationToken);
        var (port, storage, root) = (Machine.FreePort(), await postgres.NewDatabaseAsync(cancellationToken), Directory.CreateTempSubdirectory("followup-bench-").FullName);
        var clock = new HandClock(TimeProvider.System.GetUtcNow().AddHours(-25));
        var folder = await IngestAgent.WriteAsync(root, new { Postgres = storage }, port);
        await using (var agent = await BenchAgent.OpenAsync(folder, clock, cancellationToken))
        {
            Console.Error.WriteLine("ingest: mails to so many people");
            var messages = await IngestAgent.MailAsync(agent, clock, People, cancellationToken);
            await using var worker = Worker.Start(executable, folder);
            await Worker.UntilItAnswersAsync(worker, port, Patience, cancellationToken);
            using var generator = new Generator(port);
            var run = new IngestRun(agent, generator, new Posts(messages), worker.Id);
            await WarmUpAsync(run, cancellationToken);
            Console.Error.WriteLine("ingest: single posts");
            await SingleAsync(run, cancellationToken);
            Console.Error.WriteLine("ingest: batches");
            await BatchesAsync(run, cancellationToken);
            figures.Add("memory of the agent at its highest, single posts and batches", Machine.Memory(worker.Id, "VmHWM") / (1024.0 * 1024), "MB", Target.AtMost(400));
            Console.Error.WriteLine("ingest: a flood");
            await FloodAsync(run, await postgres.NewDatabaseAsync(cancellationToken), cancellationToken);
            Console.Error.WriteLine("ingest: pixels and redirects");
            await ReadersAsync(run, agent.Get<SignedTokens>(), messages, cancellationToken);
        }

        Directory.Delete(root, recursive: true);
        figures.Note("Latency counts from the moment a post was planned for. Generator, agent and PostgreSQL share the machine.");
    }

    private static async Task WarmUpAsync(IngestRun run, CancellationToken cancellationToken)
    {
        await run.Generator.SendAsync([.. run.Posts.Single(300, 1), run.Posts.Batch(BatchSize, true), run.Posts.Batch(BatchSize, false)], 200, cancellationToken);
        await run.UntilUnderstoodAsync(Patience, cancellationToken);
    }

    private async Task SingleAsync(IngestRun run, CancellationToken cancellationToken)
    {
        var answers = await run.Generator.SendAsync(run.Posts.Single(PerSecond * seconds, 2), PerSecond, cancellationToken);
        var lag = await run.UntilUnderstoodAsync(Patience, cancellationToken);
        figures.Add($"{PerSecond} signed posts/s for {seconds} s, three of ten repeated: the answer's median", answers.Percentile(50), "ms");
        figures.Add($"{PerSecond} signed posts/s: 99 of 100 answers within", answers.Percentile(99), "ms", Target.AtMost(300));
        figures.Add($"{PerSecond} signed posts/s: all understood after the last answer", lag.TotalSeconds, "s");
        await CountAsync(run, $"{PerSecond} signed posts/s", answers);
    }

    private async Task BatchesAsync(IngestRun run, CancellationToken cancellationToken)
    {
        var posts = Enumerable.Range(0, BatchEventsPerSecond * seconds / BatchSize).Select(i => run.Posts.Batch(BatchSize, i % 2 == 0)).ToList();
        var start = Stopwatch.GetTimestamp();
        var answers = await run.Generator.SendAsync(posts, (double)BatchEventsPerSecond / BatchSize, cancellationToken);
        var lag = await run.UntilUnderstoodAsync(Patience, cancellationToken);
        figures.Add($"posts of {BatchSize} events: 99 of 100 answers within", answers.Percentile(99), "ms");
        // The last post comes a third of a second before its schedule's end: what keeps up is done with the end.
        var (planned, took) = (posts.Count * (double)BatchSize / BatchEventsPerSecond, Stopwatch.GetElapsedTime(start).TotalSeconds);
        figures.Add($"posts of {BatchSize} events at {BatchEventsPerSecond} events/s: behind after {planned:0} s", Math.Max(0, took - planned), "s", Target.AtMost(1));
        figures.Add($"posts of {BatchSize} events: taken and understood", posts.Count * BatchSize / Math.Max(took, planned), "events/s", Target.AtLeast(BatchEventsPerSecond * 0.95));
        figures.Add($"posts of {BatchSize} events: understood after the last answer", lag.TotalSeconds, "s");
        await CountAsync(run, $"posts of {BatchSize} events", answers);
    }

    private async Task FloodAsync(IngestRun run, string bareDatabase, CancellationToken cancellationToken)
    {
        var (posts, duration) = (Enumerable.Range(0, MostFlood).Select(_ => run.Posts.Own()).ToList(), TimeSpan.FromSeconds(Math.Max(2, seconds / 3)));
        var written = posts.ConvertAll(p => (p, Wire.Encode(p)));
        var (start, mine, agents) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, run.ProcessorTime());
        var answers = await run.Generator.FloodAsync(written, Connections, duration, cancellationToken);
        var ours = answers.Taken() / Stopwatch.GetElapsedTime(start).TotalSeconds;
        figures.Add("a post's processor time in the generator", (Environment.CpuUsage.TotalTime - mine).TotalMilliseconds / answers.Count, "ms");
        figures.Add("a post's processor time in the agent, with what it understood meanwhile", (run.ProcessorTime() - agents).TotalMilliseconds / answers.Count, "ms");
        await run.UntilUnderstoodAsync(Patience, cancellationToken);
        var bare = await BareInsert.RunAsync(bareDatabase, posts, Connections, duration, cancellationToken);
        figures.Add($"posts taken over {Connections} connections, while others are understood", ours, "posts/s");
        figures.Add($"bare inserts over {Connections} connections", bare, "inserts/s");
        figures.Add("posts to bare inserts", ours / bare, "", Target.AtLeast(0.5));
        await CountAsync(run, "posts as fast as they are answered", answers);
    }

    private async Task ReadersAsync(IngestRun run, SignedTokens tokens, List<Guid> messages, CancellationToken cancellationToken)
    {
        var duration = Math.Max(2, seconds * 2 / 3);
        var posts = Enumerable.Range(0, ReadersPerSecond * duration).Select(i => new Post(
            i % 2 == 0 ? $"/o/{tokens.Create(TokenPurpose.Open, messages[i % messages.Count])}.gif" : $"/c/{tokens.Create(TokenPurpose.Click, messages[i % messages.Count], 1)}",
            [("X-Forwarded-For", $"10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}"), ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64)")],
            null,
            $"{i}",
            1)).ToList();
        var before = await run.CountTrackedAsync();
        var answers = await run.Generator.SendAsync(posts, ReadersPerSecond, cancellationToken);
        figures.Add($"{ReadersPerSecond} pixels and redirects/s for {duration} s: the answer's median", answers.Percentile(50), "ms");
        figures.Add($"{ReadersPerSecond} pixels and redirects/s: 99 of 100 answers within", answers.Percentile(99), "ms", Target.AtMost(100));
        figures.Must("pixels and redirects that were not answered", answers.Count - answers.Taken(), "requests", Target.AtMost(0));
        var lag = await run.UntilTrackedAsync(before + answers.Count, Patience, cancellationToken);
        figures.Add("pixels and redirects: all stored after the last answer", lag.TotalSeconds, "s");
        figures.Add("pixels and redirects: answered and not stored", before + answers.Count - await run.CountTrackedAsync(), "events", Target.AtMost(0));
    }

    private async Task CountAsync(IngestRun run, string name, List<Answered> answers)
    {
        var refused = answers.Count - answers.Taken();
        if (refused > 0)
        {
            figures.Add($"{name}: asked to come again ({string.Join(", ", answers.CountBy(a => a.Status).Select(s => $"{s.Key}: {s.Value}"))})", refused, "posts");
        }

        var counts = await run.CountEventsAsync();
        var accepted = answers.Where(a => a.Status == 200).Select(a => a.Post).DistinctBy(p => p.Key).ToList();
        long CountOf(Post post) => counts.GetValueOrDefault(Convert.ToHexString(KeyOf(post)));
        figures.Must($"{name}: accepted and not understood", accepted.Sum(p => Math.Max(0, p.Events - CountOf(p))), "events", Target.AtMost(0));
        figures.Must($"{name}: understood twice", accepted.Sum(p => Math.Max(0, CountOf(p) - p.Events)), "events", Target.AtMost(0));
    }

    private static byte[] KeyOf(Post post) => post.Path == IngestAgent.SendGrid ? Convert.FromHexString(post.Key) : SHA256.HashData(Encoding.UTF8.GetBytes(post.Key));
}
