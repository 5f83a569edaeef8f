using FollowUpAgent.Benchmarks.Ground;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Benchmarks.Hillstrom;

/// <summary>Lets a worker send and kills it again and again, until everything that is due has arrived.</summary>
internal sealed class KilledWorker(BenchAgent agent, AgentFolder folder, MailLedger ledger, int publicPort, int mails, int kills) : IAsyncDisposable
{
    private const int Seed = 20080320;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(2);

    // A minute is what a killed worker's claims on enrollments take to come free.
    private static readonly TimeSpan WithoutProgress = TimeSpan.FromSeconds(100);

    // What the dead backend had already received may still commit.
    private static readonly TimeSpan UntilDatabaseIsQuiet = TimeSpan.FromMilliseconds(300);
    private readonly Random chance = new(Seed);
    private readonly string executable = Worker.Executable(Machine.Configuration)
        ?? throw new CannotRunException($"the service is not built: dotnet build -c {Machine.Configuration}.");

    private StartedProgram? worker;

    /// <summary>The Message-IDs that were in flight at each kill.</summary>
    public List<IReadOnlyList<string>> InFlight { get; } = [];

    /// <summary>Starts a worker.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        worker = Worker.Start(executable, folder);
        await Worker.UntilItAnswersAsync(worker, publicPort, TimeSpan.FromSeconds(60), cancellationToken);
    }

    /// <summary>Runs until that many mails have arrived or nothing is due, with the kills spread over the way; the last worker lives on.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        for (var kill = 1; kill <= kills; kill++)
        {
            await UntilAsync(() => ledger.Count >= (long)mails * kill / (kills + 1), cancellationToken);
            await Task.Delay(chance.Next(20), cancellationToken);
            await KillAsync(cancellationToken);
            Console.Error.WriteLine($"{ledger.Count} mails arrived; kill {kill} of {kills}, {InFlight[^1].Count} in flight");
            worker = Worker.Start(executable, folder);
        }

        while (ledger.Count < mails && await MovesAsync(cancellationToken))
        {
        }
    }

    /// <summary>Waits until nothing is due and no message is under way any more.</summary>
    public async Task UntilDoneAsync(CancellationToken cancellationToken)
    {
        while (await MovesAsync(cancellationToken))
        {
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => worker?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task KillAsync(CancellationToken cancellationToken)
    {
        var owner = $"{Environment.MachineName}/{worker!.Id}";
        worker.Kill();
        await Task.Delay(UntilDatabaseIsQuiet, cancellationToken);
        InFlight.Add(await agent.QueryAsync<string>(
            "SELECT header_id FROM message WHERE state = 'sending' AND owner = @owner", new { owner }));
    }

    /// <summary>Waits until something has moved.</summary>
    /// <returns>False where nothing is left to move.</returns>
    private async Task<bool> MovesAsync(CancellationToken cancellationToken)
    {
        var (seen, open) = (ledger.Count, await CountOpenAsync());
        var (left, patience) = (open, TimeProvider.System.GetTimestamp());
        while (left > 0 && left == open && ledger.Count == seen)
        {
            Check(patience);
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            left = await CountOpenAsync();
        }

        return left > 0;
    }

    private async Task UntilAsync(Func<bool> isReached, CancellationToken cancellationToken)
    {
        var (seen, patience) = (ledger.Count, TimeProvider.System.GetTimestamp());
        while (!isReached())
        {
            if (ledger.Count is var count && count > seen)
            {
                (seen, patience) = (count, TimeProvider.System.GetTimestamp());
            }

            Check(patience);
            await Task.Delay(BetweenLooks, cancellationToken);
        }
    }

    private void Check(long since)
    {
        if (worker!.HasEnded || TimeProvider.System.GetElapsedTime(since) > WithoutProgress)
        {
            throw new InvalidOperationException($"The worker makes no progress ({ledger.Count} mails arrived). It said:\n{worker.LastWords}");
        }
    }

    private async Task<int> CountOpenAsync() => (await agent.QueryAsync<int>(
        """
        SELECT (SELECT COUNT(*) FROM message WHERE state IN ('queued', 'leased', 'sending', 'unknown'))
             + (SELECT COUNT(*) FROM enrollment WHERE state = 'waiting' AND due_at <= @now)
             + (SELECT COUNT(*) FROM enrollment WHERE state = 'decided' AND due_at <= @now)
        """,
        new { now = TimeProvider.System.GetUtcNow() }))[0];
}
