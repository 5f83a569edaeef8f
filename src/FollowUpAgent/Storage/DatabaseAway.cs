using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace FollowUpAgent.Storage;

/// <summary>Tells a database that is away for a while from one that refuses what it was asked.</summary>
internal static class DatabaseAway
{
    // SQLITE_BUSY, SQLITE_LOCKED, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN (https://www.sqlite.org/rescode.html).
    private static readonly int[] PassingSqlite = [5, 6, 10, 13, 14];

    /// <summary>Whether the same work may succeed later: the connection was lost, the server restarts, the disk is full.</summary>
    public static bool Is(Exception exception) => exception switch
    {
        DatabaseUnavailableException => true,
        SqliteException e => PassingSqlite.Contains(e.SqliteErrorCode),
        DbException e => e.IsTransient || e.InnerException is IOException or TimeoutException,
        _ => false,
    };
}
