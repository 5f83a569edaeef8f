using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FollowUpAgent.Delivery.Smtp;

namespace FollowUpAgent.Tests.Delivery.Peers;

/// <summary>
/// A mail server of the world, started for one test on a free loopback port and stopped after it. It accepts mails for
/// inbox.example, files them as Maildir and sends nothing anywhere.
/// </summary>
internal sealed class RealServer : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly string mailFolder;
    private readonly StringBuilder log = new();
    private readonly Process process;

    private RealServer(DirectoryInfo folder, string mailFolder, int port, ProcessStartInfo start)
    {
        (this.folder, this.mailFolder, Port) = (folder, mailFolder, port);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Port { get; }

    /// <summary>How our client reaches it; patient, since it has just begun.</summary>
    public SmtpOptions Options => new()
    {
        Host = "localhost",
        Port = Port,
        Security = SmtpSecurity.None,
        Limits = new SmtpTimeLimits { Greeting = TimeSpan.FromSeconds(20), FinalDot = TimeSpan.FromSeconds(20) },
    };

    /// <summary>What it said; Postfix says it to a file.</summary>
    private string Log
    {
        get
        {
            var file = Path.Combine(folder.FullName, "data", "log");
            lock (log)
            {
                return log + (File.Exists(file) ? File.ReadAllText(file) : "");
            }
        }
    }

    public static async Task<RealServer> StartAsync(string name, string? certificatePem = null)
    {
        var folder = Directory.CreateTempSubdirectory($"followup-{name}-");
        var port = FreePort();
        var server = name switch
        {
            "postfix" => StartPostfix(folder, port, certificatePem),
            "exim" => StartExim(folder, port),
            "opensmtpd" => StartOpenSmtpd(folder, port),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such server"),
        };
        await server.UntilAsync(server.IsListening, "listening");
        return server;
    }

    /// <summary>The mails on file once there are so many of them.</summary>
    public async Task<List<string>> MailsAsync(int count)
    {
        await UntilAsync(() => Files().Count() >= count, $"filing {count} mails");
        return Files().Select(file => File.ReadAllText(file, Encoding.Latin1)).ToList();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            // SIGTERM lets the server take its children along; the group is killed if it does not.
            using var stop = Process.Start("kill", process.Id.ToString(CultureInfo.InvariantCulture));
            await stop.WaitForExitAsync();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        process.Dispose();
        folder.Delete(recursive: true);
    }

    private static RealServer StartPostfix(DirectoryInfo folder, int port, string? certificatePem)
    {
        var configuration = folder.CreateSubdirectory("etc").FullName;
        var mails = folder.CreateSubdirectory("mail").FullName;
        folder.CreateSubdirectory("queue");
        folder.CreateSubdirectory("data");
        File.WriteAllText(Path.Combine(configuration, "main.cf"), ServerConfigurations.PostfixMain(folder.FullName, certificatePem));
        File.WriteAllText(Path.Combine(configuration, "master.cf"), ServerConfigurations.PostfixMaster(port));
        Run("chown", "-R", "postfix", Path.Combine(folder.FullName, "data"), mails);
        Run("chmod", "755", folder.FullName);
        Run("/usr/sbin/postfix", "-c", configuration, "check");
        return new RealServer(folder, mails, port, Bounded("/usr/lib/postfix/sbin/master", "-c", configuration, "-s"));
    }

    private static RealServer StartExim(DirectoryInfo folder, int port)
    {
        var tree = Tree(folder, "exim");
        // Exim gives up its privileges for a configuration that is named to it; this is where it looks by itself.
        Directory.CreateDirectory(Path.Combine(tree, "etc/exim4"));
        File.WriteAllText(Path.Combine(tree, "etc/exim4/exim4.conf"), ServerConfigurations.Exim(port));
        return new RealServer(folder, Path.Combine(tree, "var/mail/vmail"), port, Bounded("chroot", tree, "/usr/sbin/exim4", "-bdf"));
    }

    private static RealServer StartOpenSmtpd(DirectoryInfo folder, int port)
    {
        var tree = Tree(folder, "opensmtpd");
        File.WriteAllText(Path.Combine(tree, "etc", "smtpd.conf"), ServerConfigurations.OpenSmtpd(port));
        Run("chmod", "600", Path.Combine(tree, "etc", "smtpd.conf"));
        return new RealServer(folder, Path.Combine(tree, "var/mail/vmail"), port, Bounded("chroot", tree, "/usr/sbin/smtpd", "-d", "-f", "/etc/smtpd.conf"));
    }

    private static string Tree(DirectoryInfo folder, string name)
    {
        Run("chmod", "755", folder.FullName);
        Run("cp", "-a", Path.Combine(Peers.Cache, name, "tree"), folder.FullName);
        return Path.Combine(folder.FullName, "tree");
    }

    // Ends even if the test run is killed; on the way it hands on the signal that ends the test.
    private static ProcessStartInfo Bounded(params string[] command) => new("timeout", ["--kill-after=5", "120", .. command]);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private IEnumerable<string> Files() => Directory
        .EnumerateFiles(mailFolder, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
        .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) is "new" or "cur");

    private bool IsListening()
    {
        using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Connect(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // The server is another process: there is nothing to await but what it does.
    private async Task UntilAsync(Func<bool> isDone, string what)
    {
        for (var i = 0; i < 1_000 && !isDone(); i++)
        {
            await Task.Delay(20);
        }

        Assert.True(isDone(), $"The server is not {what}: {Log}");
    }

    private void Note(string? line)
    {
        lock (log)
        {
            log.AppendLine(line);
        }
    }
}
