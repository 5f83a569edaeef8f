using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Storage;
using FollowUpAgent.Tests.House;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FollowUpAgent.Tests.Hosting.Jobs;

/// <summary>What every job scheduler must do. An engine adds a class that says how it is added.</summary>
public abstract class JobSchedulerContract
{
    [Theory, OnSqlite, OnPostgres]
    public async Task It_ticks_and_goes_on_ticking(DatabaseKind kind)
    {
        var cluster = await ClusterAsync(kind);
        await using var database = cluster.Database;
        using var host = Start(cluster, out var job);
        await host.StartAsync();

        await job.Ran(times: 3).WaitAsync(TimeSpan.FromSeconds(30));

        await host.StopAsync();
    }

    [Theory, OnPostgres]
    public async Task Two_workers_run_a_period_once(DatabaseKind kind)
    {
        var cluster = await ClusterAsync(kind);
        await using var database = cluster.Database;
        using var first = Start(cluster, out var mine);
        using var second = Start(cluster, out var theirs);
        await Task.WhenAll(first.StartAsync(), second.StartAsync());

        await Task.WhenAny(mine.Ran(times: 4), theirs.Ran(times: 4)).WaitAsync(TimeSpan.FromSeconds(30));
        await Task.WhenAll(first.StopAsync(), second.StopAsync());

        var periods = mine.Periods.Concat(theirs.Periods).ToList();
        Assert.Equal(periods.Count, periods.Distinct().Count());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Stopping_waits_for_the_job_that_runs(DatabaseKind kind)
    {
        var cluster = await ClusterAsync(kind);
        await using var database = cluster.Database;
        using var host = Start(cluster, out var job);
        var began = new TaskCompletionSource();
        job.Work = async token =>
        {
            began.TrySetResult();
            await Task.Delay(TimeSpan.FromMilliseconds(300), CancellationToken.None);
            job.Finished++;
        };
        await host.StartAsync();
        await began.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await host.StopAsync();

        Assert.True(job.Finished > 0);
    }

    /// <summary>Adds the scheduler under test.</summary>
    private protected abstract void Add(IServiceCollection services, string? postgres, TimeSpan every);

    private static async Task<(Database Database, string? Postgres)> ClusterAsync(DatabaseKind kind)
    {
        if (kind is DatabaseKind.Sqlite)
        {
            return (await TestDatabase.OpenAsync(kind), null);
        }

        var connection = await PrivatePostgres.NewDatabaseAsync();
        return (new FollowUpAgent.Storage.Postgres.PostgresDatabase(connection), connection);
    }

    private IHost Start((Database Database, string? Postgres) cluster, out CountingJob job)
    {
        var counting = new CountingJob();
        job = counting;
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IJobLedger>(new JobLedger(cluster.Database));
        builder.Services.AddSingleton<IJob>(counting);
        builder.Services.AddSingleton<JobRunner>();
        Add(builder.Services, cluster.Postgres, TimeSpan.FromMilliseconds(500));
        return builder.Build();
    }

    private sealed class CountingJob : IJob
    {
        private readonly List<string> periods = [];
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int wanted = int.MaxValue;

        public string Name => "counting";

        // A period of one second, so that the contract can watch several.
        public JobRhythm Rhythm => JobRhythm.EverySecond;

        public Func<CancellationToken, Task>? Work { get; set; }

        public int Finished { get; set; }

        public IReadOnlyList<string> Periods
        {
            get
            {
                lock (periods)
                {
                    return [.. periods];
                }
            }
        }

        public Task Ran(int times)
        {
            lock (periods)
            {
                wanted = times;
                Check();
            }

            return reached.Task;
        }

        public async Task RunAsync(JobPeriod period, CancellationToken cancellationToken)
        {
            lock (periods)
            {
                periods.Add(period.Key);
                Check();
            }

            await (Work?.Invoke(cancellationToken) ?? Task.CompletedTask);
        }

        private void Check()
        {
            if (periods.Count >= wanted)
            {
                reached.TrySetResult();
            }
        }
    }
}

public sealed class QuartzSchedulerTests : JobSchedulerContract
{
    private protected override void Add(IServiceCollection services, string? postgres, TimeSpan every) =>
        FollowUpAgent.Hosting.Jobs.Quartz.QuartzScheduler.Add(services, postgres, every);
}
