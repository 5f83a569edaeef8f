using System.Reflection;
using FollowUpAgent.Storage;
using FollowUpAgent.Storage.Postgres;
using FollowUpAgent.Storage.Sqlite;
using Xunit.Sdk;

namespace FollowUpAgent.Tests.House;

/// <summary>Which database a test runs on.</summary>
public enum DatabaseKind
{
    Sqlite,
    Postgres,
}

/// <summary>Runs the theory on SQLite.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnSqliteAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[DatabaseKind.Sqlite]];
}

/// <summary>Runs the theory on PostgreSQL. Where it is not installed the test is skipped and says so; in CI it then fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnPostgresAttribute : DataAttribute
{
    public OnPostgresAttribute()
    {
        if (PrivatePostgres.Binaries is null && Environment.GetEnvironmentVariable("CI") is null)
        {
            Skip = "PostgreSQL is not installed (Debian: apt-get install postgresql).";
        }
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[DatabaseKind.Postgres]];
}

/// <summary>An empty, migrated database of one test.</summary>
internal static class TestDatabase
{
    /// <summary>Opens one; dispose it at the end of the test.</summary>
    public static async Task<Database> OpenAsync(DatabaseKind kind)
    {
        TypeHandlers.Register();
        switch (kind)
        {
            case DatabaseKind.Postgres:
                return new PostgresDatabase(await PrivatePostgres.NewDatabaseAsync());
            case DatabaseKind.Sqlite:
                var file = Path.Combine(TestFolder.New("sqlite"), "followup.db");
                await MigratedSqlite.CopyToAsync(file);
                return new SqliteDatabase(file, SqliteSynchronous.Normal);
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown database");
        }
    }
}
