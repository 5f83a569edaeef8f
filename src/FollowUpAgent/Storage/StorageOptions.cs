using FollowUpAgent.Hosting;
using Npgsql;

namespace FollowUpAgent.Storage;

/// <summary>Where the agent keeps its data (<c>Storage</c>).</summary>
internal sealed class StorageOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Storage";

    /// <summary>The SQLite file, seen from the agent's folder. Used when <see cref="Postgres"/> is not set. Default: data/followup.db.</summary>
    public string SqliteFile { get; init; } = "data/followup.db";

    /// <summary>
    /// How SQLite writes: <c>Full</c> survives a power cut, <c>Normal</c> may lose the last commits in one (and so may mail twice). Default: Full.
    /// </summary>
    public SqliteSynchronous SqliteSynchronous { get; init; } = SqliteSynchronous.Full;

    /// <summary>A PostgreSQL connection string, for production and several workers. Default: none, SQLite is used.</summary>
    public string? Postgres { get; init; }

    /// <summary>Everything that is wrong with the section; never the connection string, which may hold a password.</summary>
    public IEnumerable<Fault> Faults()
    {
        if (string.IsNullOrWhiteSpace(SqliteFile))
        {
            yield return new Fault($"{Section}:SqliteFile", SqliteFile, "a file path such as data/followup.db");
        }

        if (Postgres is not null && !IsConnectionString(Postgres))
        {
            yield return new Fault($"{Section}:Postgres", null, "a connection string such as 'Host=db;Database=followup;Username=followup;Password=…'");
        }
    }

    private static bool IsConnectionString(string text)
    {
        try
        {
            return !string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(text).Host);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return false;
        }
    }
}

/// <summary>SQLite's <c>PRAGMA synchronous</c> (https://www.sqlite.org/pragma.html#pragma_synchronous).</summary>
internal enum SqliteSynchronous
{
    /// <summary>Every commit is on the disk before it is acknowledged.</summary>
    Full,

    /// <summary>Survives a crash of the process, may lose the last commits in a power cut.</summary>
    Normal,
}
