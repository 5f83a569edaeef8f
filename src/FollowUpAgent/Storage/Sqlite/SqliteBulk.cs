using Microsoft.Data.Sqlite;

namespace FollowUpAgent.Storage.Sqlite;

/// <summary>SQLite runs in this process: one prepared statement a row costs microseconds.</summary>
internal sealed class SqliteBulk : BulkWriter
{
    /// <inheritdoc />
    public override Task<int> InsertAsync(Session session, BulkRows rows) => Task.FromResult(Insert(session, rows));

    /// <inheritdoc />
    public override Task<IReadOnlySet<Guid>> InsertNewAsync(Session session, BulkRows rows) => Task.FromResult<IReadOnlySet<Guid>>(
        rows.Rows.Where(row => Insert(session, rows with { Rows = [row] }) == 1).Select(row => (Guid)row[0]!).ToHashSet());

    /// <inheritdoc />
    public override Task<int> UpdateAsync(Session session, BulkRows rows) => Task.FromResult(Run(
        session,
        rows,
        $"""
        UPDATE {rows.Table}
        SET {string.Join(", ", rows.Columns.Skip(1).Select(c => $"{c} = @{c}"))}
        WHERE {rows.Columns[0]} = @{rows.Columns[0]}
        """));

    /// <inheritdoc />
    public override async Task<IReadOnlyList<int>> ExecuteEachAsync(Session session, IReadOnlyList<Statement> statements)
    {
        var affected = new List<int>(statements.Count);
        foreach (var (sql, parameters) in statements)
        {
            affected.Add(await session.ExecuteAsync(sql, parameters));
        }

        return affected;
    }

    private static int Insert(Session session, BulkRows rows) => Run(
        session,
        rows,
        $"""
        INSERT INTO {rows.Table} ({string.Join(", ", rows.Columns)})
        VALUES ({string.Join(", ", rows.Columns.Select(c => "@" + c))})
        ON CONFLICT DO NOTHING
        """);

    private static int Run(Session session, BulkRows rows, string sql)
    {
        using var command = ((SqliteConnection)session.Connection).CreateCommand();
        command.Transaction = (SqliteTransaction?)session.Transaction;
#pragma warning disable CA2100 // Tables and columns are constants of the rooms; values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        var parameters = rows.Columns.Select(c => command.Parameters.AddWithValue("@" + c, DBNull.Value)).ToArray();
        command.Prepare();
        var affected = 0;
        foreach (var row in rows.Rows)
        {
            session.CancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < parameters.Length; i++)
            {
                parameters[i].Value = row[i] ?? DBNull.Value;
            }

            affected += command.ExecuteNonQuery();
        }

        return affected;
    }
}
