using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace FollowUpAgent.Storage.Sqlite;

/// <summary>
/// The one writer of this process. Waiting writes share a transaction, each in a savepoint of its own, and are acknowledged after its
/// commit: the disk is synchronised once for all of them. A failing write is rolled back alone.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    // Enough to share a disk write, few enough to let another process in between.
    private const int MostInOneTransaction = 64;
    private readonly Channel<Item> queue = Channel.CreateUnbounded<Item>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Func<SqliteConnection> open;
    private readonly Dialect dialect;
    private readonly Task loop;

    /// <summary>Starts the writer's own thread: SQLite works synchronously and would hold a thread of the pool.</summary>
    public SqliteWriter(Func<SqliteConnection> open, Dialect dialect)
    {
        this.open = open;
        this.dialect = dialect;
        loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Waits in line, runs the work, and completes once it is durable.</summary>
    public Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellationToken)
    {
        var item = new Item<T>(work, cancellationToken);
        return queue.Writer.TryWrite(item)
            ? item.Done
            : Task.FromException<T>(new ObjectDisposedException(nameof(SqliteWriter), "The database is closed."));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop;
    }

    private void Run()
    {
        SqliteConnection? connection = null;
        var waiting = new List<Item>();
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (waiting.Count < MostInOneTransaction && queue.Reader.TryRead(out var item))
            {
                if (!item.GiveUpIfCancelled())
                {
                    waiting.Add(item);
                }
            }

            if (waiting.Count == 0)
            {
                continue;
            }

            try
            {
                connection ??= open();
                RunTogether(connection, waiting);
            }
#pragma warning disable CA1031 // Whatever went wrong is the answer to everyone who waits; the writer itself goes on.
            catch (Exception e)
            {
                waiting.ForEach(item => item.Fail(e));
                connection?.Dispose();
                connection = null;
            }
#pragma warning restore CA1031
            waiting.Clear();
        }

        connection?.Dispose();
    }

    private void RunTogether(SqliteConnection connection, List<Item> items)
    {
        var outcomes = new List<Action>(items.Count);
        using (var transaction = connection.BeginTransaction(deferred: false))
        {
            foreach (var item in items)
            {
                transaction.Save("one");
                try
                {
                    outcomes.Add(item.Run(new Session(connection, transaction, dialect, item.CancellationToken)));
                    transaction.Release("one");
                }
#pragma warning disable CA1031 // The write's own failure: rolled back alone and handed to the one who asked.
                catch (Exception e) when (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0)
                {
                    // Where a full disk ended the whole transaction there is nothing to roll back, and everyone hears the true reason
                    // (https://www.sqlite.org/lang_transaction.html, response to errors).
                    transaction.Rollback("one");
                    outcomes.Add(() => item.Fail(e));
                }
#pragma warning restore CA1031
            }

            transaction.Commit();
        }

        outcomes.ForEach(tell => tell());
    }

    private abstract class Item(CancellationToken cancellationToken)
    {
        public CancellationToken CancellationToken => cancellationToken;

        public abstract bool GiveUpIfCancelled();

        /// <summary>Runs the work; the returned action tells its result, to be called after the commit.</summary>
        public abstract Action Run(Session session);

        public abstract void Fail(Exception exception);
    }

    private sealed class Item<T>(Func<Session, Task<T>> work, CancellationToken cancellationToken) : Item(cancellationToken)
    {
        private readonly TaskCompletionSource<T> source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Done => source.Task;

        public override bool GiveUpIfCancelled() => CancellationToken.IsCancellationRequested && source.TrySetCanceled(CancellationToken);

        public override Action Run(Session session)
        {
            var result = work(session).GetAwaiter().GetResult();
            return () => source.TrySetResult(result);
        }

        public override void Fail(Exception exception)
        {
            if (exception is OperationCanceledException)
            {
                source.TrySetCanceled();
                return;
            }

            source.TrySetException(exception);
        }
    }
}
