using Microsoft.Data.Sqlite;

namespace FollowUpAgent.Storage.Sqlite;

/// <summary>SQLite in WAL mode: readers never wait, all writes of this process go through one <see cref="SqliteWriter"/>.</summary>
internal sealed class SqliteDatabase : Database
{
    // Long enough for an import in another terminal to finish its batch.
    private const int BusyTimeoutMilliseconds = 10_000;
    private readonly string file;
    private readonly string connectionString;
    private readonly SqliteSynchronous synchronous;
    private readonly Lazy<SqliteWriter> writer;

    /// <summary>A database in this file; nothing is opened yet.</summary>
    public SqliteDatabase(string file, SqliteSynchronous synchronous)
    {
        this.file = file;
        this.synchronous = synchronous;
        connectionString = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 30 }.ToString();
        writer = new Lazy<SqliteWriter>(() => new SqliteWriter(Open, Dialect));
    }

    /// <inheritdoc />
    public override Dialect Dialect { get; } = new SqliteDialect();

    /// <inheritdoc />
    public override string Description => $"SQLite at {file}";

    /// <inheritdoc />
    public override async Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellationToken)
    {
        using var connection = Open();
        return await work(new Session(connection, null, Dialect, cancellationToken));
    }

    /// <inheritdoc />
    public override Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellationToken) =>
        writer.Value.WriteAsync(work, cancellationToken);

    /// <inheritdoc />
    public override Task CreateAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        using var connection = Open();
        Run(connection, "PRAGMA journal_mode = WAL");
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override async Task AloneAsync(Func<Session, Task> work, CancellationToken cancellationToken)
    {
        using var connection = Open();
        // BEGIN IMMEDIATE: the one write lock of the file is the lock among processes.
        using var transaction = connection.BeginTransaction(deferred: false);
        await work(new Session(connection, transaction, Dialect, cancellationToken));
        transaction.Commit();
    }

    /// <inheritdoc />
    public override async Task<string?> ScrubAsync(IReadOnlyCollection<string> tables, CancellationToken cancellationToken)
    {
        using var connection = Open();
        try
        {
            // secure_delete clears deleted rows, but not the copies that a page split leaves in unused parts of a page (seen in 2 of 40
            // erasures after rows had grown). Only building the file anew is certain.
            Run(connection, "VACUUM");
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED or SQLitePCL.raw.SQLITE_FULL)
        {
            return $"The file {file} could not be built anew ({e.Message}): old copies of deleted rows may remain in it until the next erasure.";
        }

        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt32(0) == 0
            ? null
            : $"Another reader kept the log {file}-wal from being emptied: its bytes remain until the next erasure or until every process has closed.";
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        if (writer.IsValueCreated)
        {
            await writer.Value.DisposeAsync();
        }

        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            // A pooled connection keeps its pragmas, a new one has the library's: set them every time.
            Run(connection, $"PRAGMA busy_timeout = {BusyTimeoutMilliseconds}; PRAGMA synchronous = {synchronous}; PRAGMA secure_delete = ON");
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new DatabaseUnavailableException(
                $"The SQLite file {file} cannot be opened ({e.SqliteErrorCode}: {e.Message}). Check that its folder exists and is writable.", e);
        }
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
