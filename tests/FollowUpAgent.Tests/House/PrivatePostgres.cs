using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FollowUpAgent.Storage;
using FollowUpAgent.Storage.Postgres;
using Npgsql;

namespace FollowUpAgent.Tests.House;

/// <summary>A PostgreSQL of this test process alone: own folder, free port, loopback only, gone when the process ends.</summary>
internal sealed class PrivatePostgres
{
    private static readonly Lazy<Task<PrivatePostgres>> Started = new(StartAsync);
    private readonly string folder;
    private readonly int port;
    private int databases;

    private PrivatePostgres(string folder, int port) => (this.folder, this.port) = (folder, port);

    /// <summary>The folder of the server's binaries, or null where PostgreSQL is not installed.</summary>
    public static string? Binaries { get; } = FindBinaries();

    /// <summary>An empty, migrated database.</summary>
    public static async Task<string> NewDatabaseAsync() => await (await Started.Value).AddDatabaseAsync();

    /// <summary>Takes a database of <see cref="NewDatabaseAsync"/> away; where it is gone already, nothing.</summary>
    public static async Task DropAsync(string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await (await Started.Value).ExecuteAsync("postgres", $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    /// <summary>A server that a test may crash: nobody else uses it.</summary>
    public static Task<PrivatePostgres> OwnAsync() => StartAsync();

    /// <summary>An empty, migrated database on this server.</summary>
    public async Task<string> AddDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref databases)}";
        // Where the folder lies in memory, copying files is quicker than logging each page of them; elsewhere it costs the same.
        await ExecuteAsync("postgres", $"CREATE DATABASE {name} TEMPLATE migrated STRATEGY file_copy");
        return To(name);
    }

    /// <summary>Ends the server as a crash would: it writes nothing more and tells nobody. What was committed must be there again.</summary>
    public void Crash() => Postgres("pg_ctl", ["-D", $"{folder}/data", "-m", "immediate", "-w", "stop"]);

    /// <summary>Starts the server, again too, and waits until it takes connections.</summary>
    public void Start()
    {
        // The tests' own database: nothing outlives the machine, so nothing needs to reach the disk.
        // Nor do hundreds of small databases need a vacuum: it would visit one after the other without end.
        var settings = $"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c autovacuum=off -c max_connections=200";
        Postgres("pg_ctl", ["-D", $"{folder}/data", "-w", "-l", $"{folder}/log", "-o", settings, "start"]);
    }

    private static async Task<PrivatePostgres> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("followup-postgres-").FullName;
        if (!OperatingSystem.IsWindows() && Environment.UserName == "root")
        {
            Run("chown", ["postgres", folder]);
        }

        Postgres("initdb", ["-D", $"{folder}/data", "-U", "followup", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8"]);
        var server = StartOnFreePort(folder);
        EndWithThisProcess(folder);

        await server.ExecuteAsync("postgres", "CREATE DATABASE migrated");
        await using (var database = new PostgresDatabase(server.To("migrated") + ";Pooling=false"))
        {
            await new Migrator(database, TimeProvider.System).MigrateAsync(CancellationToken.None);
        }

        return server;
    }

    // A port that was free a moment ago may have become the near end of somebody's connection.
    private static PrivatePostgres StartOnFreePort(string folder)
    {
        for (var tries = 1; ; tries++)
        {
            var server = new PrivatePostgres(folder, FreePort());
            try
            {
                server.Start();
                return server;
            }
            catch (InvalidOperationException) when (tries < 5)
            {
            }
        }
    }

    /// <summary>A shell that waits for this process to end, however it ends, and then takes server and folder away.</summary>
    private static void EndWithThisProcess(string folder)
    {
        var script = $"""
            while kill -0 {Environment.ProcessId} 2>/dev/null; do sleep 1; done
            kill -QUIT "$(head -n 1 {folder}/data/postmaster.pid)" 2>/dev/null
            sleep 1
            rm -rf {folder}
            """;
        Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", script])
        {
            // Not tied to our own output: a test run does not wait for its watcher.
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!.Dispose();
    }

    private string To(string database) => $"Host=127.0.0.1;Port={port};Username=followup;Maximum Pool Size=20;Timeout=15;Database={database}";

    private async Task ExecuteAsync(string database, string sql)
    {
        await using var opened = new NpgsqlConnection(To(database) + ";Pooling=false");
        await opened.OpenAsync();
        await using var command = new NpgsqlCommand(sql, opened);
        await command.ExecuteNonQueryAsync();
    }

    private static void Postgres(string program, string[] arguments)
    {
        var path = Path.Combine(Binaries!, program);
        // PostgreSQL refuses to run as root; Debian's package brings a user of its own.
        if (Environment.UserName == "root")
        {
            Run("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments]);
            return;
        }

        Run(path, arguments);
    }

    private static void Run(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Path.GetTempPath() })!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string? FindBinaries()
    {
        var versions = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        return versions.OrderDescending().Select(v => Path.Combine(v, "bin")).FirstOrDefault(b => File.Exists(Path.Combine(b, "initdb")));
    }
}
