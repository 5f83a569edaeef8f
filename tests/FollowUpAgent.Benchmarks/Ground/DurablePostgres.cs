using Npgsql;

namespace FollowUpAgent.Benchmarks.Ground;

/// <summary>A PostgreSQL of this benchmark alone, as it comes out of the package: fsync on, own folder, free port, loopback only.</summary>
internal sealed class DurablePostgres : IAsyncDisposable
{
    private readonly string folder;
    private readonly int port;
    private int databases;
    private bool isStopped;

    private DurablePostgres(string folder, int port) => (this.folder, this.port) = (folder, port);

    private static string? Binaries { get; } = FindBinaries();

    private static bool IsRoot => Environment.UserName == "root";

    /// <summary>Makes and starts a server.</summary>
    public static async Task<DurablePostgres> StartAsync(CancellationToken cancellationToken)
    {
        if (Binaries is null)
        {
            throw new CannotRunException("PostgreSQL is not installed (Debian: apt-get install postgresql), or choose --database sqlite.");
        }

        var server = new DurablePostgres(Directory.CreateTempSubdirectory("followup-bench-pg-").FullName, Machine.FreePort());
        if (IsRoot)
        {
            await StartedProgram.RunAsync("chown", ["postgres", server.folder], cancellationToken);
        }

        await RunAsync("initdb", ["-D", $"{server.folder}/data", "-U", "followup", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"], cancellationToken);
        var settings = $"-p {server.port} -k {server.folder} -c listen_addresses=127.0.0.1";
        await RunAsync("pg_ctl", ["-D", $"{server.folder}/data", "-w", "-l", $"{server.folder}/log", "-o", settings, "start"], cancellationToken);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().Wait();
        return server;
    }

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> NewDatabaseAsync(CancellationToken cancellationToken)
    {
        var name = $"bench_{++databases}";
        var server = $"Host=127.0.0.1;Port={port};Username=followup;Timeout=15";
        await using var connection = new NpgsqlConnection($"{server};Database=postgres;Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The name is a counter.
        command.CommandText = $"CREATE DATABASE {name}";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
        return $"{server};Database={name}";
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (isStopped)
        {
            return;
        }

        isStopped = true;
        try
        {
            await RunAsync("pg_ctl", ["-D", $"{folder}/data", "-m", "immediate", "stop"], CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            // Somebody else has stopped it: what the benchmark met then is the news.
            Console.Error.WriteLine($"PostgreSQL was gone before the end: {string.Join(' ', File.ReadLines($"{folder}/log").TakeLast(1))}");
        }

        Directory.Delete(folder, recursive: true);
    }

    private static Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        string[] command = [Path.Combine(Binaries!, program), .. arguments];
        // pg_ctl hands its outputs on to the server, which would keep our pipes open: the shell cuts them off.
        // PostgreSQL refuses to run as root; Debian's package brings a user of its own.
        string[] asUser = IsRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", .. command] : command;
        return StartedProgram.RunAsync("sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", .. asUser], cancellationToken);
    }

    private static string? FindBinaries()
    {
        var versions = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        return versions.OrderDescending().Select(v => Path.Combine(v, "bin")).FirstOrDefault(b => File.Exists(Path.Combine(b, "initdb")));
    }
}
