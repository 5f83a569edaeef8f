namespace FollowUpAgent.Benchmarks.Ground;

/// <summary>Which databases a benchmark runs on.</summary>
internal enum DatabaseChoice
{
    /// <summary>One after the other.</summary>
    Both,

    /// <summary>SQLite, <c>synchronous=FULL</c>.</summary>
    Sqlite,

    /// <summary>PostgreSQL, fsync on.</summary>
    Postgres,
}

/// <summary>Gives a benchmark empty databases and folders, and takes everything away afterwards.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("followup-bench-").FullName;
    private DurablePostgres? postgres;
    private int folders;

    /// <summary>The databases that were chosen.</summary>
    public static IReadOnlyList<DatabaseChoice> Of(DatabaseChoice choice) => choice switch
    {
        DatabaseChoice.Both => [DatabaseChoice.Sqlite, DatabaseChoice.Postgres],
        DatabaseChoice.Sqlite or DatabaseChoice.Postgres => [choice],
        _ => throw new ArgumentOutOfRangeException(nameof(choice), choice, "No such choice."),
    };

    /// <summary>The name in a table.</summary>
    public static string NameOf(DatabaseChoice database) => database switch
    {
        DatabaseChoice.Sqlite => "SQLite FULL",
        DatabaseChoice.Postgres => "PostgreSQL fsync",
        DatabaseChoice.Both or _ => throw new ArgumentOutOfRangeException(nameof(database), database, "Not one database."),
    };

    /// <summary>A new folder.</summary>
    public string NewFolder() => Directory.CreateDirectory(Path.Combine(root, $"{++folders}")).FullName;

    /// <summary>An empty database, as the section <c>Storage</c> of an agent.</summary>
    public async Task<object> NewStorageAsync(DatabaseChoice database, CancellationToken cancellationToken)
    {
        if (database is DatabaseChoice.Sqlite)
        {
            return new { SqliteSynchronous = "Full" };
        }

        postgres ??= await DurablePostgres.StartAsync(cancellationToken);
        return new { Postgres = await postgres.NewDatabaseAsync(cancellationToken) };
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }

        Directory.Delete(root, recursive: true);
    }
}
