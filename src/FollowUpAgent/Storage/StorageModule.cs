using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Hosting.Jobs.Quartz;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Storage.Idempotency;
using FollowUpAgent.Storage.Postgres;
using FollowUpAgent.Storage.Sqlite;

namespace FollowUpAgent.Storage;

/// <summary>The room that keeps the data: SQLite by default, PostgreSQL by connection string.</summary>
internal static class StorageModule
{
    /// <summary>Adds the database, its migrations and the job rows.</summary>
    public static void AddStorage(this IServiceCollection services)
    {
        TypeHandlers.Register();
        services.AddConfigured<StorageOptions>(StorageOptions.Section, o => o.Faults());
        services.AddSingleton(Open);
        services.AddSingleton<Migrator>();
        services.AddSingleton<IJobLedger, JobLedger>();
        services.AddSingleton<IdempotencyLedger>();
        services.AddSingleton<IIdempotencyLedger>(p => p.GetRequiredService<IdempotencyLedger>());
        services.AddSingleton<IJob>(p => p.GetRequiredService<IdempotencyLedger>());
        services.AddSingleton<IHealthSign, DatabaseSign>();
        services.AddSingleton<IPump>(p => new ClockPump(
            p.GetRequiredService<Database>(), p.GetRequiredService<BusinessClock>(), TimeProvider.System));
    }

    /// <summary>Adds the job scheduler, clustered where the database is.</summary>
    public static void AddJobScheduler(this IServiceCollection services, IConfiguration configuration) =>
        QuartzScheduler.Add(services, configuration[$"{StorageOptions.Section}:{nameof(StorageOptions.Postgres)}"], JobTick);

    private static readonly TimeSpan JobTick = TimeSpan.FromMinutes(1);

    private static Database Open(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<StorageOptions>();
        return options.Postgres is not null
            ? new PostgresDatabase(options.Postgres)
            : new SqliteDatabase(provider.GetRequiredService<AgentFolder>().Resolve(options.SqliteFile), options.SqliteSynchronous);
    }
}
