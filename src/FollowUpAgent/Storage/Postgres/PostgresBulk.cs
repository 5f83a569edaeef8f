using Npgsql;

namespace FollowUpAgent.Storage.Postgres;

/// <summary>PostgreSQL: <c>COPY</c> into a temporary table, then one statement. A second writer may be adding the same rows.</summary>
internal sealed class PostgresBulk : BulkWriter
{
    /// <inheritdoc />
    public override Task<int> InsertAsync(Session session, BulkRows rows)
    {
        var columns = string.Join(", ", rows.Columns);
        return RunAsync(
            session,
            rows,
            $"""
            INSERT INTO {rows.Table} ({columns})
            SELECT {columns}
            FROM bulk
            ON CONFLICT DO NOTHING
            """);
    }

    // The text does not depend on how many there are, so that it stays prepared.
    /// <inheritdoc />
    public override async Task<IReadOnlySet<Guid>> InsertNewAsync(Session session, BulkRows rows)
    {
        await using var command = ((NpgsqlConnection)session.Connection).CreateCommand();
        command.Transaction = (NpgsqlTransaction?)session.Transaction;
#pragma warning disable CA2100 // Tables and columns are constants of the rooms; values are parameters.
        command.CommandText =
            $"""
            INSERT INTO {rows.Table} ({string.Join(", ", rows.Columns)})
            SELECT *
            FROM unnest({string.Join(", ", rows.Columns.Select((_, i) => $"${i + 1}"))})
            ON CONFLICT DO NOTHING
            RETURNING {rows.Columns[0]}
            """;
#pragma warning restore CA2100
        command.Parameters.AddRange(rows.Columns.Select((_, i) => new NpgsqlParameter { Value = ColumnOf(rows, i) }).ToArray());
        var added = new HashSet<Guid>();
        await using var reader = await command.ExecuteReaderAsync(session.CancellationToken);
        while (await reader.ReadAsync(session.CancellationToken))
        {
            added.Add(reader.GetGuid(0));
        }

        return added;
    }

    /// <inheritdoc />
    public override Task<int> UpdateAsync(Session session, BulkRows rows) => RunAsync(
        session,
        rows,
        $"""
        UPDATE {rows.Table} AS mine
        SET {string.Join(", ", rows.Columns.Skip(1).Select(c => $"{c} = bulk.{c}"))}
        FROM bulk
        WHERE mine.{rows.Columns[0]} = bulk.{rows.Columns[0]}
        """);

    /// <inheritdoc />
    public override async Task<IReadOnlyList<int>> ExecuteEachAsync(Session session, IReadOnlyList<Statement> statements)
    {
        await using var batch = new NpgsqlBatch((NpgsqlConnection)session.Connection, (NpgsqlTransaction?)session.Transaction);
        foreach (var (sql, parameters) in statements)
        {
            batch.BatchCommands.Add(CommandOf(sql, parameters));
        }

        await batch.ExecuteNonQueryAsync(session.CancellationToken);
        return [.. batch.BatchCommands.Cast<NpgsqlBatchCommand>().Select(c => (int)c.RecordsAffected)];
    }

    private static Array ColumnOf(BulkRows rows, int column)
    {
        var values = Array.CreateInstance(rows.Rows[0][column]!.GetType(), rows.Rows.Count);
        for (var i = 0; i < values.Length; i++)
        {
            values.SetValue(rows.Rows[i][column], i);
        }

        return values;
    }

    private static NpgsqlBatchCommand CommandOf(string sql, object parameters)
    {
#pragma warning disable CA2100 // The text is a constant of a room; values are parameters.
        var command = new NpgsqlBatchCommand(sql);
#pragma warning restore CA2100
        foreach (var property in parameters.GetType().GetProperties())
        {
            // A parameter that the statement does not name is left unsent by Npgsql.
            command.Parameters.Add(new NpgsqlParameter(property.Name, TypeHandlers.ToPlain(property.GetValue(parameters)) ?? DBNull.Value));
        }

        return command;
    }

    private static async Task<int> RunAsync(Session session, BulkRows rows, string sql)
    {
        var columns = string.Join(", ", rows.Columns);
        // Takes the columns' types from the table, but none of its constraints. Dropped with the transaction if anything fails.
        await session.ExecuteAsync($"CREATE TEMPORARY TABLE bulk ON COMMIT DROP AS SELECT {columns} FROM {rows.Table} WHERE false");
        await using (var copy = await ((NpgsqlConnection)session.Connection).BeginBinaryImportAsync(
            $"COPY bulk ({columns}) FROM STDIN (FORMAT BINARY)", session.CancellationToken))
        {
            foreach (var row in rows.Rows)
            {
                await copy.WriteRowAsync(session.CancellationToken, row);
            }

            await copy.CompleteAsync(session.CancellationToken);
        }

        var affected = await session.ExecuteAsync(sql);
        await session.ExecuteAsync("DROP TABLE bulk");
        return affected;
    }
}
