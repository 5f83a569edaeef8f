namespace FollowUpAgent.Storage;

/// <summary>The one door to the data. Safe for many threads.</summary>
internal abstract class Database : IAsyncDisposable
{
    /// <summary>What differs between the databases.</summary>
    public abstract Dialect Dialect { get; }

    /// <summary>The database for a person: which kind and where, never a password.</summary>
    public abstract string Description { get; }

    /// <summary>Reads; sees what was committed before it began.</summary>
    public abstract Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>
    /// Writes in one transaction: all of the work or none of it, durable when the task completes. The work may be run again after a
    /// conflict with another writer, so it touches the database and nothing else.
    /// </summary>
    public abstract Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Writes in one transaction, as <see cref="WriteAsync{T}"/>.</summary>
    public Task WriteAsync(Func<Session, Task> work, CancellationToken cancellationToken) => WriteAsync(
        async session =>
        {
            await work(session);
            return true;
        },
        cancellationToken);

    /// <summary>Creates the database where it is missing and can be created.</summary>
    public abstract Task CreateAsync(CancellationToken cancellationToken);

    /// <summary>Runs work that must be alone among all processes, such as a migration, in one transaction.</summary>
    public abstract Task AloneAsync(Func<Session, Task> work, CancellationToken cancellationToken);

    /// <summary>Makes what was deleted from these tables unreadable, as far as a running database can. Not inside a transaction.</summary>
    /// <returns>What can still be read and until when, as a sentence; null where nothing remains.</returns>
    public abstract Task<string?> ScrubAsync(IReadOnlyCollection<string> tables, CancellationToken cancellationToken);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}

/// <summary>The database cannot be reached or opened; the message says which and what to do, and holds no password.</summary>
internal sealed class DatabaseUnavailableException(string message, Exception inner) : Exception(message, inner);
