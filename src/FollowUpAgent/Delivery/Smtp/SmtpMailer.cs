namespace FollowUpAgent.Delivery.Smtp;

/// <summary>
/// Sends through a mail server (RFC 5321, 3207, 4954), over connections that are kept and used again: the freshest first,
/// so that the others may grow old and be closed.
/// </summary>
internal sealed class SmtpMailer : IMailer, IAsyncDisposable
{
    private readonly SmtpOptions options;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim slots;
    private readonly Lock gate = new();
    private readonly List<SmtpConnection> idle = [];
    private readonly ITimer sweeper;
    private bool isDisposed;

    /// <summary>Connects to nothing yet. The options must be free of faults.</summary>
    public SmtpMailer(SmtpOptions options, TimeProvider time)
    {
        if (options.Faults("Smtp").FirstOrDefault() is { } fault)
        {
            throw new ArgumentException(fault.ToString(), nameof(options));
        }

        this.options = options;
        this.time = time;
        slots = new SemaphoreSlim(options.Connections);
        sweeper = time.CreateTimer(_ => _ = CloseAsync(connection => !connection.IsReusable), null, options.IdleLimit, options.IdleLimit);
    }

    /// <inheritdoc />
    public string Name => "smtp";

    /// <inheritdoc />
    public async Task<IMailSession> OpenAsync(CancellationToken stopping)
    {
        await slots.WaitAsync(stopping);
        try
        {
            return new SmtpSession(this, await TakeAsync() ?? await ConnectAsync(stopping));
        }
        catch
        {
            slots.Release();
            throw;
        }
    }

    /// <summary>A new connection, for a slot that is already held.</summary>
    public Task<SmtpConnection> ConnectAsync(CancellationToken stopping) => new SmtpOpening(options, time).OpenAsync(stopping);

    /// <summary>Takes a connection back, and gives its slot to the next.</summary>
    public async ValueTask ReturnAsync(SmtpConnection connection)
    {
        if (!TryKeep(connection))
        {
            await connection.DisposeAsync();
        }

        slots.Release();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            isDisposed = true;
        }

        await sweeper.DisposeAsync();
        await CloseAsync(_ => true);
    }

    private bool TryKeep(SmtpConnection connection)
    {
        lock (gate)
        {
            var isKept = !isDisposed && connection.IsReusable;
            if (isKept)
            {
                idle.Add(connection);
            }

            return isKept;
        }
    }

    private async Task<SmtpConnection?> TakeAsync()
    {
        while (TakeFreshest() is { } connection)
        {
            if (connection.IsReusable)
            {
                return connection;
            }

            await connection.DisposeAsync();
        }

        return null;
    }

    private SmtpConnection? TakeFreshest()
    {
        lock (gate)
        {
            var freshest = idle.LastOrDefault();
            idle.Remove(freshest!);
            return freshest;
        }
    }

    private async Task CloseAsync(Func<SmtpConnection, bool> isWanted)
    {
        List<SmtpConnection> closing;
        lock (gate)
        {
            closing = idle.Where(isWanted).ToList();
            idle.RemoveAll(closing.Contains);
        }

        await Task.WhenAll(closing.Select(connection => connection.DisposeAsync().AsTask()));
    }
}
