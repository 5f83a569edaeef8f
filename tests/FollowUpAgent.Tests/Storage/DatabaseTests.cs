using FollowUpAgent.Storage;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Storage;

public sealed class DatabaseTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_failed_write_leaves_nothing_and_the_writes_beside_it_stand(DatabaseKind kind)
    {
        await using var database = await OpenWithTableAsync(kind);

        var writes = Enumerable.Range(0, 50).Select(n => database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("INSERT INTO thing (n) VALUES (@n)", new { n });
                return n % 10 == 3 ? throw new InvalidOperationException("on purpose") : n;
            },
            CancellationToken.None)).ToList();
        var failed = 0;
        foreach (var write in writes)
        {
            failed += await Record.ExceptionAsync(() => write) is null ? 0 : 1;
        }

        Assert.Equal(5, failed);
        Assert.Equal(45, await CountAsync(database));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Parallel_increments_are_all_counted(DatabaseKind kind)
    {
        await using var database = await OpenWithTableAsync(kind);
        await database.WriteAsync(s => s.ExecuteAsync("INSERT INTO thing (n) VALUES (0)"), CancellationToken.None);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => database.WriteAsync(
            s => s.ExecuteAsync("UPDATE thing SET n = n + 1"), CancellationToken.None)));

        Assert.Equal(200, await database.ReadAsync(s => s.QueryValueAsync<long>("SELECT n FROM thing"), CancellationToken.None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Lease_time_is_the_databases_own_clock_in_microseconds(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind);

        var lease = Micros.ToTime(await database.ReadAsync(s => s.LeaseNowAsync(), CancellationToken.None));

        Assert.InRange((lease - TimeProvider.System.GetUtcNow()).Duration(), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Times_ids_bytes_and_nulls_come_back_as_they_went(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind);
        var row = new Row
        {
            Id = new FollowUpAgent.Contacts.ContactId(Guid.Parse("0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001")),
            At = new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.FromHours(2)).AddMicroseconds(123_456),
            Data = [0, 255, 10],
            Flag = true,
            Text = "Zoë 🙂",
        };

        await database.WriteAsync(
            async s =>
            {
                await s.ExecuteAsync("CREATE TABLE kept (id uuid, at bigint, data bytea, flag boolean, text text, later bigint)");
                await s.ExecuteAsync("INSERT INTO kept VALUES (@Id, @At, @Data, @Flag, @Text, @Later)", row);
            },
            CancellationToken.None);
        var back = await database.ReadAsync(
            s => s.QuerySingleOrDefaultAsync<Row>($"SELECT * FROM kept WHERE {s.Dialect.In("id", "ids")}", new { ids = new[] { row.Id.Value } }),
            CancellationToken.None);

        Assert.Equal((row.Id, row.At.ToUniversalTime(), row.Flag, row.Text, row.Later), (back!.Id, back.At, back.Flag, back.Text, back.Later));
        Assert.Equal(row.Data, back.Data);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_smallest_of_no_times_ids_or_uuids_is_null(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind);

        var time = await database.ReadAsync(s => s.QuerySingleOrDefaultAsync<DateTimeOffset?>("SELECT MIN(due_at) FROM enrollment"), CancellationToken.None);
        var id = await database.ReadAsync(
            s => s.QuerySingleOrDefaultAsync<FollowUpAgent.Contacts.ContactId?>("SELECT (SELECT id FROM contact)"), CancellationToken.None);
        var uuid = await database.ReadAsync(s => s.QuerySingleOrDefaultAsync<Guid?>("SELECT (SELECT id FROM contact)"), CancellationToken.None);

        Assert.Null(time);
        Assert.Null(id);
        Assert.Null(uuid);
    }

    private static async Task<Database> OpenWithTableAsync(DatabaseKind kind)
    {
        var database = await TestDatabase.OpenAsync(kind);
        await database.WriteAsync(s => s.ExecuteAsync("CREATE TABLE thing (n bigint NOT NULL)"), CancellationToken.None);
        return database;
    }

    private static Task<long> CountAsync(Database database) =>
        database.ReadAsync(s => s.QueryValueAsync<long>("SELECT COUNT(*) FROM thing"), CancellationToken.None);

    private sealed class Row
    {
        public FollowUpAgent.Contacts.ContactId Id { get; set; }

        public DateTimeOffset At { get; set; }

        public byte[] Data { get; set; } = [];

        public bool Flag { get; set; }

        public string Text { get; set; } = "";

        public DateTimeOffset? Later { get; set; }
    }
}
