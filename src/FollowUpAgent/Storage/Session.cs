using System.Data.Common;
using Dapper;

namespace FollowUpAgent.Storage;

/// <summary>One connection (and, when writing, its transaction) for as long as one piece of work lasts. Not for several threads.</summary>
internal sealed class Session(DbConnection connection, DbTransaction? transaction, Dialect dialect, CancellationToken cancellationToken)
{
    /// <summary>The connection, for bulk work that SQL text cannot say.</summary>
    public DbConnection Connection => connection;

    /// <summary>The transaction, or null when reading.</summary>
    public DbTransaction? Transaction => transaction;

    /// <summary>What differs between the databases.</summary>
    public Dialect Dialect => dialect;

    /// <summary>Ends the work early.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Runs a statement.</summary>
    /// <returns>The number of rows affected.</returns>
    public Task<int> ExecuteAsync(string sql, object? parameters = null) => connection.ExecuteAsync(Command(sql, parameters));

    /// <summary>Reads all rows of a query.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        (await connection.QueryAsync<T>(Command(sql, parameters))).AsList();

    /// <summary>Reads the one row of a query, or default where there is none.</summary>
    public Task<T?> QuerySingleOrDefaultAsync<T>(string sql, object? parameters = null) =>
        connection.QuerySingleOrDefaultAsync<T>(Command(sql, parameters));

    /// <summary>Reads the one value of a query that always has a row.</summary>
    public Task<T> QueryValueAsync<T>(string sql, object? parameters = null) =>
        connection.QuerySingleAsync<T>(Command(sql, parameters));

    /// <summary>Reads the rows of a query one after the other: for more than should be held at once.</summary>
    public async Task StreamAsync(string sql, object? parameters, Action<DbDataReader> row)
    {
        await using var reader = await connection.ExecuteReaderAsync(Command(sql, parameters));
        while (await reader.ReadAsync(cancellationToken))
        {
            row(reader);
        }
    }

    /// <summary>Runs several queries in one round trip, to be read in their order.</summary>
    public Task<SqlMapper.GridReader> QueryInTurnAsync(string sql, object? parameters = null) => connection.QueryMultipleAsync(Command(sql, parameters));

    /// <summary>Lease time: the database's own clock, in microseconds since 1970 UTC.</summary>
    public Task<long> LeaseNowAsync() => QueryValueAsync<long>($"SELECT {dialect.NowMicros}");

    private CommandDefinition Command(string sql, object? parameters) =>
        new(sql, parameters, transaction, cancellationToken: cancellationToken);
}
