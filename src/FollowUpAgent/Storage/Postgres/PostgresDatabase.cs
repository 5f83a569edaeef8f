using Npgsql;

namespace FollowUpAgent.Storage.Postgres;

/// <summary>PostgreSQL: a pool of connections, one transaction a write.</summary>
internal sealed class PostgresDatabase(string connectionString) : Database
{
    private const int MostTries = 4;

    // Any number, as long as it is ours: the cluster-wide lock for migrations.
    private const long AloneLock = 0x666F6C6C6F777570;
    // The house runs the same few statements again and again: parsing and planning them each time takes longer than running them.
    private const int MostPrepared = 100;

    // A worker that hangs in the middle of a transaction would hold its locks, and with them every other worker, for as long as it hangs.
    private const string IdleLimit = "idle_in_transaction_session_timeout";
    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(WithIdleLimit(Prepared(connectionString)));

    /// <inheritdoc />
    public override Dialect Dialect { get; } = new PostgresDialect();

    /// <inheritdoc />
    public override string Description
    {
        get
        {
            var parts = new NpgsqlConnectionStringBuilder(connectionString);
            return $"PostgreSQL database {parts.Database} at {parts.Host}:{parts.Port}";
        }
    }

    /// <inheritdoc />
    public override async Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        return await work(new Session(connection, null, Dialect, cancellationToken));
    }

    /// <inheritdoc />
    public override async Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            await using var connection = await OpenAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            try
            {
                var result = await work(new Session(connection, transaction, Dialect, cancellationToken));
                // A commit that is asked for is waited for: cancelling it would leave its fate unknown.
                await transaction.CommitAsync(CancellationToken.None);
                return result;
            }
            catch (PostgresException e) when (IsConflict(e) && tries < MostTries)
            {
                await transaction.RollbackAsync(CancellationToken.None);
            }
        }
    }

    /// <inheritdoc />
    public override async Task CreateAsync(CancellationToken cancellationToken)
    {
        // The database itself is the operator's to create; being able to connect is all that is asked here.
        await using var connection = await OpenAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override async Task AloneAsync(Func<Session, Task> work, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var session = new Session(connection, transaction, Dialect, cancellationToken);
        await session.ExecuteAsync("SELECT pg_advisory_xact_lock(@AloneLock)", new { AloneLock });
        await work(session);
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <inheritdoc />
    public override async Task<string?> ScrubAsync(IReadOnlyCollection<string> tables, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        var session = new Session(connection, null, Dialect, cancellationToken);
        foreach (var table in tables)
        {
            await session.ExecuteAsync($"VACUUM {table}");
        }

        return "PostgreSQL has freed the rows, but does not overwrite them: bytes can remain in its files until they are reused or "
            + "'VACUUM FULL' has run, and in the write-ahead log, replicas and back-ups until those are rotated.";
    }

    /// <inheritdoc />
    public override ValueTask DisposeAsync() => source.DisposeAsync();

    // Whoever sets it keeps it: a pooler between us and the server may need 0.
    private static string Prepared(string connectionString) =>
        connectionString.Replace(" ", "", StringComparison.Ordinal).Contains("MaxAutoPrepare=", StringComparison.OrdinalIgnoreCase)
            ? connectionString
            : new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = MostPrepared }.ConnectionString;

    // As a start-up option: what is SET later is gone when the pool resets the connection.
    private static string WithIdleLimit(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        if (parts.Options?.Contains(IdleLimit, StringComparison.Ordinal) != true)
        {
            parts.Options = $"{parts.Options} -c {IdleLimit}=15s".TrimStart();
        }

        return parts.ConnectionString;
    }

    private static bool IsConflict(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellationToken);
        }
        catch (NpgsqlException e)
        {
            throw new DatabaseUnavailableException(
                $"{Description} cannot be reached ({e.Message}). Check Storage:Postgres and that the server runs.", e);
        }
    }
}
