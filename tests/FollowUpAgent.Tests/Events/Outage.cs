using FollowUpAgent.Storage;
using FollowUpAgent.Tests.House;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace FollowUpAgent.Tests.Events;

/// <summary>The database is away until this is disposed: PostgreSQL refuses everybody, SQLite is locked for writing by somebody else.</summary>
internal sealed class Outage : IAsyncDisposable
{
    private readonly Func<Task> end;

    private Outage(Func<Task> end) => this.end = end;

    public static Task<Outage> BeginAsync(AgentInTest agent) =>
        agent.Get<StorageOptions>().Postgres is { } connection ? OfPostgresAsync(connection) : OfSqliteAsync(agent);

    public async ValueTask DisposeAsync() => await end();

    private static async Task<Outage> OfPostgresAsync(string connection)
    {
        var database = new NpgsqlConnectionStringBuilder(connection).Database!;
        var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Database = "postgres", Pooling = false }.ToString());
        await admin.OpenAsync();
        async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, admin);
            await command.ExecuteNonQueryAsync();
        }

        await RunAsync($"ALTER DATABASE {database} WITH ALLOW_CONNECTIONS false");
        await RunAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'");
        return new Outage(async () =>
        {
            await RunAsync($"ALTER DATABASE {database} WITH ALLOW_CONNECTIONS true");
            await admin.DisposeAsync();
        });
    }

    private static async Task<Outage> OfSqliteAsync(AgentInTest agent)
    {
        var connection = new SqliteConnection($"Data Source={agent.Folder.Resolve(agent.Get<StorageOptions>().SqliteFile)};Pooling=false");
        await connection.OpenAsync();
        var transaction = connection.BeginTransaction(deferred: false);
        return new Outage(async () =>
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        });
    }
}
