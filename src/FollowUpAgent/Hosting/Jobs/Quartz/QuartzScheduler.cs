using Npgsql;
using Quartz;

namespace FollowUpAgent.Hosting.Jobs.Quartz;

/// <summary>Quartz.NET as the scheduler: in memory beside SQLite, clustered in PostgreSQL otherwise.</summary>
internal sealed class QuartzScheduler : IJobScheduler
{
    /// <inheritdoc />
    public string Name => "Quartz.NET";

    /// <summary>Adds Quartz.NET with one trigger.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="postgres">The connection string of the cluster's database, or null for a scheduler in memory.</param>
    /// <param name="every">How often it ticks, over the whole cluster.</param>
    public static void Add(IServiceCollection services, string? postgres, TimeSpan every)
    {
        services.AddSingleton<IJobScheduler, QuartzScheduler>();
        services.AddQuartz(quartz =>
        {
            if (postgres is not null)
            {
                quartz.UsePersistentStore(store =>
                {
                    store.ProvisionSchema();
                    store.UsePostgres(NpgsqlFactory.Instance, postgres);
                    store.UseClustering();
                    // Two periods: ticks missed in a take-over are dropped, none is lost at start.
                    store.ConfigureStore(o => o.MisfireThreshold = every * 2);
                });
            }

            // The cluster's check-ins use the machine's clock, also where the agent's business time is simulated.
            quartz.UseTimeProvider(TimeProvider.System);
            quartz.ScheduleJob<Tick>(
                trigger => trigger.WithIdentity("tick").StartNow().WithSimpleSchedule(
                    schedule => schedule.WithInterval(every).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount)),
                job => job.WithIdentity("tick"));
        });
        services.AddQuartzHostedService(o => o.WaitForJobsToComplete = true);
    }

    [DisallowConcurrentExecution]
    private sealed class Tick(JobRunner runner) : global::Quartz.IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
            await runner.TickAsync(cancellationToken);
    }
}
