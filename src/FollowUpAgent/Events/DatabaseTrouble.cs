using System.Data.Common;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events;

/// <summary>What the outside world must not see as our fault: the database is away or too slow.</summary>
internal static class DatabaseTrouble
{
    /// <summary>How long a caller from outside waits for the database; webhook senders give up after 10 to 15 seconds.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>Whether this says that the database could not do it now.</summary>
    public static bool Is(Exception exception) => exception is DatabaseUnavailableException or DbException or TimeoutException;
}
