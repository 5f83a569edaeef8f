using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace FollowUpAgent.Storage;

/// <summary>Tells a database that is away for a while from one that refuses what it was asked.</summary>
internal static class DatabaseAway
{
    // SQLITE_BUSY, SQLITE_LOCKED, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN (https://www.sqlite.org/rescode.html).
    private static readonly int[] PassingSqlite = [5, 6, 10, 13, 14];

    // A worker that hung in a transaction was cut off (https://www.postgresql.org/docs/current/errcodes-appendix.html).
    private const string IdleInTransaction = "25P03";

    /// <summary>Whether the same work may succeed later: the connection was lost, the server restarts, the disk is full.</summary>
    public static bool Is(Exception exception) => exception switch
    {
        DatabaseUnavailableException => true,
        SqliteException e => PassingSqlite.Contains(e.SqliteErrorCode),
        DbException e => e.IsTransient || e.SqlState == IdleInTransaction || e.InnerException is IOException or TimeoutException,
        _ => false,
    };
}
