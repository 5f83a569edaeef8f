using FollowUpAgent.Storage;
using FollowUpAgent.Storage.Sqlite;

namespace FollowUpAgent.Tests.House;

/// <summary>An empty SQLite database with the schema in it, made once in a test process and copied for each test.</summary>
internal static class MigratedSqlite
{
    private static readonly Lazy<Task<string>> Made = new(MakeAsync);

    /// <summary>Writes a database of its own to this file.</summary>
    public static async Task CopyToAsync(string file)
    {
        var made = await Made.Value;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.Copy(made, file);
    }

    private static async Task<string> MakeAsync()
    {
        var file = Path.Combine(TestFolder.New("migrated"), "followup.db");
        await using (var database = new SqliteDatabase(file, SqliteSynchronous.Normal))
        {
            await new Migrator(database, TimeProvider.System).MigrateAsync(CancellationToken.None);
        }

        // What is still in the log beside the file would be missing from the copies.
        return File.Exists(file + "-wal") ? throw new InvalidOperationException("The database was not closed.") : file;
    }
}
