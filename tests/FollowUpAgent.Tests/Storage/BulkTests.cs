using FollowUpAgent.Storage;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Storage;

public sealed class BulkTests
{
    private static readonly string[] Columns = ["id", "n", "data", "flag", "ratio", "note"];

    [Theory, OnSqlite, OnPostgres]
    public async Task Many_rows_are_inserted_at_once_and_those_that_are_known_stay_as_they_are(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);

        var (first, second) = await database.WriteAsync(
            async s => (await s.InsertManyAsync(Things(0, 500, "old")), await s.InsertManyAsync(Things(400, 600, "new"))), CancellationToken.None);

        Assert.Equal((500, 100), (first, second));
        Assert.Equal(500, await CountAsync(database, "old"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Many_rows_are_updated_by_their_first_column(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);

        var updated = await database.WriteAsync(
            async s =>
            {
                await s.InsertManyAsync(Things(0, 500, "old"));
                return await s.UpdateManyAsync(Things(400, 600, "new"));
            },
            CancellationToken.None);

        Assert.Equal((100, 100, 400), (updated, await CountAsync(database, "new"), await CountAsync(database, "old")));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Many_keys_are_looked_up_in_one_query(DatabaseKind kind)
    {
        await using var database = await OpenAsync(kind);
        await database.WriteAsync(s => s.InsertManyAsync(Things(0, 5_000, "x")), CancellationToken.None);

        var found = await database.ReadAsync(
            s => s.QueryManyAsync<long>(
                $"SELECT n FROM thing WHERE {s.Dialect.InKeys("data", "keys")} ORDER BY n", Enumerable.Range(4_000, 2_000).Select(Data)),
            CancellationToken.None);

        Assert.Equal(Enumerable.Range(4_000, 1_000).Select(n => (long)n), found);
    }

    private static BulkRows Things(int from, int until, string note) => new(
        "thing",
        Columns,
        [.. Enumerable.Range(from, until - from).Select(n => (object?[])[new Guid(n, 0, 0, new byte[8]), (long)n, Data(n), n % 2 == 0, n / 2.0, note])]);

    private static byte[] Data(int n) => BitConverter.GetBytes(n);

    private static Task<long> CountAsync(Database database, string note) =>
        database.ReadAsync(s => s.QueryValueAsync<long>("SELECT COUNT(*) FROM thing WHERE note = @note", new { note }), CancellationToken.None);

    private static async Task<Database> OpenAsync(DatabaseKind kind)
    {
        var database = await TestDatabase.OpenAsync(kind);
        await database.WriteAsync(
            s => s.ExecuteAsync(
                "CREATE TABLE thing (id uuid PRIMARY KEY, n bigint NOT NULL, data bytea, flag boolean, ratio double precision, note text)"),
            CancellationToken.None);
        return database;
    }
}
