namespace FollowUpAgent.Storage;

/// <summary>
/// Rows for one table, written in one go. Values are as the database holds them: <see cref="Guid"/>, <see cref="long"/> (times by
/// <see cref="Micros"/>), string, bool, double, bytes or null.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">The columns, in the order of the values.</param>
/// <param name="Rows">The values, one array a row. Sorted by a key, two writers cannot wait for each other.</param>
internal sealed record BulkRows(string Table, IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows);

/// <summary>Writes many rows at the speed of the database, inside the session's transaction.</summary>
internal abstract class BulkWriter
{
    /// <summary>Inserts the rows; a row that clashes with a unique key stays out.</summary>
    /// <returns>The number of rows inserted.</returns>
    public abstract Task<int> InsertAsync(Session session, BulkRows rows);

    /// <summary>Inserts the rows in one statement where the database can; a row that clashes with a unique key stays out. No value may be null.</summary>
    /// <returns>What the first column of those that were inserted holds.</returns>
    public abstract Task<IReadOnlySet<Guid>> InsertNewAsync(Session session, BulkRows rows);

    /// <summary>Updates the rows named by the first column with the values of the others.</summary>
    /// <returns>The number of rows updated.</returns>
    public abstract Task<int> UpdateAsync(Session session, BulkRows rows);

    /// <summary>Runs statements in their order and in one round trip.</summary>
    /// <returns>The number of rows that each affected.</returns>
    public abstract Task<IReadOnlyList<int>> ExecuteEachAsync(Session session, IReadOnlyList<Statement> statements);
}

/// <summary>A statement and its parameters, to be run with others.</summary>
internal sealed record Statement(string Sql, object Parameters);

/// <summary>Bulk work as part of a session.</summary>
internal static class BulkSession
{
    /// <summary>Reads what belongs to many keys.</summary>
    /// <param name="session">The session.</param>
    /// <param name="sql">A query with <c>Dialect.InKeys(column, "keys")</c>; it may use <c>@now</c>.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="now">Business time.</param>
    public static Task<List<T>> QueryManyAsync<T>(this Session session, string sql, IEnumerable<byte[]> keys, DateTimeOffset now = default) =>
        session.QueryAsync<T>(sql, new { keys = session.Dialect.Keys(keys), now });

    /// <summary>Inserts many rows; see <see cref="BulkWriter.InsertAsync"/>.</summary>
    public static Task<int> InsertManyAsync(this Session session, BulkRows rows) =>
        rows.Rows.Count == 0 ? Task.FromResult(0) : session.Dialect.Bulk.InsertAsync(session, rows);

    /// <summary>Inserts rows and tells which were new; see <see cref="BulkWriter.InsertNewAsync"/>.</summary>
    public static Task<IReadOnlySet<Guid>> InsertNewAsync(this Session session, BulkRows rows) =>
        rows.Rows.Count == 0 ? Task.FromResult<IReadOnlySet<Guid>>(new HashSet<Guid>()) : session.Dialect.Bulk.InsertNewAsync(session, rows);

    /// <summary>Runs a statement for each set of parameters; see <see cref="BulkWriter.ExecuteEachAsync"/>.</summary>
    public static Task<IReadOnlyList<int>> ExecuteEachAsync(this Session session, string sql, IReadOnlyList<object> parameters) =>
        session.ExecuteEachAsync([.. parameters.Select(p => new Statement(sql, p))]);

    /// <summary>Runs statements in one round trip; see <see cref="BulkWriter.ExecuteEachAsync"/>.</summary>
    public static Task<IReadOnlyList<int>> ExecuteEachAsync(this Session session, IReadOnlyList<Statement> statements) =>
        statements.Count == 0 ? Task.FromResult<IReadOnlyList<int>>([]) : session.Dialect.Bulk.ExecuteEachAsync(session, statements);

    /// <summary>Updates many rows; see <see cref="BulkWriter.UpdateAsync"/>.</summary>
    public static Task<int> UpdateManyAsync(this Session session, BulkRows rows) =>
        rows.Rows.Count == 0 ? Task.FromResult(0) : session.Dialect.Bulk.UpdateAsync(session, rows);
}
