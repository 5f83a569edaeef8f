using FollowUpAgent.Storage.Postgres;
using FollowUpAgent.Storage.Sqlite;

namespace FollowUpAgent.Storage;

/// <summary>What differs between the two databases. Everything else in the house's SQL runs unchanged on both.</summary>
internal abstract class Dialect
{
    /// <summary>The dialect's section mark in migrations: <c>sqlite</c> or <c>postgres</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Lease time: an expression for the database's own clock, in microseconds since 1970 UTC.</summary>
    public abstract string NowMicros { get; }

    /// <summary>The tail of a claiming SELECT, so that workers pass over each other's rows.</summary>
    public abstract string SkipLocked { get; }

    /// <summary>The tail of a SELECT whose rows the same transaction is going to update.</summary>
    public abstract string ForUpdate { get; }

    /// <summary>Writes many rows at once.</summary>
    public abstract BulkWriter Bulk { get; }

    /// <summary>The tail of a SELECT whose row nobody changes or locks for update until the transaction ends.</summary>
    public abstract string ForShare { get; }

    /// <summary>A condition that the column is one of the values of a parameter (an array of plain values).</summary>
    /// <param name="column">The column.</param>
    /// <param name="parameter">The parameter's name without @.</param>
    public abstract string In(string column, string parameter);

    /// <summary>A condition that the column is one of many binary keys, given as a parameter by <see cref="Keys"/>.</summary>
    public abstract string InKeys(string column, string parameter);

    /// <summary>The value of the parameter for <see cref="InKeys"/>.</summary>
    public abstract object Keys(IEnumerable<byte[]> keys);

    /// <summary>Statements that make a trigger, which runs one statement after each row.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="happening">What it waits for, as in <c>UPDATE OF state ON enrollment</c>.</param>
    /// <param name="condition">On NEW and OLD.</param>
    /// <param name="statement">What it runs, with NEW.</param>
    public abstract string CreateTrigger(string name, string happening, string condition, string statement);

    /// <summary>Statements that take a trigger of <see cref="CreateTrigger"/> away, if it is there.</summary>
    public abstract string DropTrigger(string name, string table);
}

/// <summary>SQLite: one writer at a time, so nothing has to be skipped.</summary>
internal sealed class SqliteDialect : Dialect
{
    /// <inheritdoc />
    public override string Name => "sqlite";

    /// <inheritdoc />
    public override string NowMicros => "CAST(unixepoch('subsec') * 1000000 AS INTEGER)";

    /// <inheritdoc />
    public override string SkipLocked => "";

    // The one write lock of the file covers every row.
    /// <inheritdoc />
    public override string ForUpdate => "";

    /// <inheritdoc />
    public override BulkWriter Bulk { get; } = new SqliteBulk();

    /// <inheritdoc />
    public override string ForShare => "";

    /// <inheritdoc />
    public override string In(string column, string parameter) => $"{column} IN @{parameter}";

    // One parameter: SQLite looks each up by name among all of them, and 2,000 in one statement take 100 ms.
    /// <inheritdoc />
    public override string InKeys(string column, string parameter) => $"{column} IN (SELECT unhex(value) FROM json_each(@{parameter}))";

    /// <inheritdoc />
    public override object Keys(IEnumerable<byte[]> keys) => "[" + string.Join(',', keys.Select(k => $"\"{Convert.ToHexString(k)}\"")) + "]";

    /// <inheritdoc />
    public override string CreateTrigger(string name, string happening, string condition, string statement) =>
        $"CREATE TRIGGER {name} AFTER {happening} WHEN {condition} BEGIN {statement}; END;";

    /// <inheritdoc />
    public override string DropTrigger(string name, string table) => $"DROP TRIGGER IF EXISTS {name};";
}

/// <summary>PostgreSQL: arrays as parameters, rows skipped while another worker holds them.</summary>
internal sealed class PostgresDialect : Dialect
{
    /// <inheritdoc />
    public override string Name => "postgres";

    // clock_timestamp, not now(): now() stands still inside a transaction.
    /// <inheritdoc />
    public override string NowMicros => "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS bigint)";

    /// <inheritdoc />
    public override string SkipLocked => "FOR UPDATE SKIP LOCKED";

    /// <inheritdoc />
    public override string ForUpdate => "FOR UPDATE";

    /// <inheritdoc />
    public override BulkWriter Bulk { get; } = new PostgresBulk();

    /// <inheritdoc />
    public override string ForShare => "FOR SHARE";

    /// <inheritdoc />
    public override string In(string column, string parameter) => $"{column} = ANY(@{parameter})";

    /// <inheritdoc />
    public override string InKeys(string column, string parameter) => In(column, parameter);

    /// <inheritdoc />
    public override object Keys(IEnumerable<byte[]> keys) => keys.ToArray();

    /// <inheritdoc />
    public override string CreateTrigger(string name, string happening, string condition, string statement) =>
        $"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {statement}; RETURN NULL; END $$;
        CREATE TRIGGER {name} AFTER {happening} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {name}();
        """;

    /// <inheritdoc />
    public override string DropTrigger(string name, string table) => $"DROP TRIGGER IF EXISTS {name} ON {table}; DROP FUNCTION IF EXISTS {name}();";
}
