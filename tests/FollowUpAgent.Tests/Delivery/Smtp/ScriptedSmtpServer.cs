using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FollowUpAgent.Delivery.Smtp;

namespace FollowUpAgent.Tests.Delivery.Smtp;

/// <summary>
/// A real SMTP server on loopback that keeps the rules, except where a test tells it otherwise. What it accepts it has
/// recorded before it says so.
/// </summary>
internal sealed class ScriptedSmtpServer : IAsyncDisposable
{
    /// <summary>In place of an answer: close the connection.</summary>
    public const string HangUp = "(hang up)";

    /// <summary>In place of an answer: say nothing.</summary>
    public const string Silence = "(silence)";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> script = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> holds = new();
    private readonly ConcurrentDictionary<int, Task> sessions = new();
    private readonly ConcurrentDictionary<int, CutStream> open = new();
    private readonly Task accepting;
    private int connections;

    public ScriptedSmtpServer()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>What EHLO lists.</summary>
    public string[] Offers { get; set; } = ["PIPELINING", "SIZE 10240000", "8BITMIME", "ENHANCEDSTATUSCODES"];

    /// <summary>For STARTTLS, and for TLS from the first byte with <see cref="IsImplicitTls"/>.</summary>
    public X509Certificate2? Certificate { get; set; }

    public bool IsImplicitTls { get; set; }

    /// <summary>The login it takes, as user and password or token.</summary>
    public (string User, string Secret)? Login { get; set; }

    /// <summary>Where the next connection is cut, once.</summary>
    public Cut? NextCut { get; set; }

    /// <summary>Commands in order of arrival, over all connections; answers to AUTH as "AUTH+".</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>The messages it took responsibility for, dots removed again.</summary>
    public ConcurrentQueue<byte[]> Accepted { get; } = new();

    public int Connections => connections;

    /// <summary>The bytes that went over the latest connection.</summary>
    public CutStream? Latest { get; private set; }

    /// <summary>How many bytes had been sent when the answer to DATA was complete, on the latest connection.</summary>
    public long SentAtData { get; set; }

    public IEnumerable<string> Verbs => Commands.Select(ScriptedDialogue.VerbOf);

    /// <summary>Answers the verb with these, one after the other, and then as usual.</summary>
    public void AnswerOnce(string verb, params string[] replies)
    {
        foreach (var reply in replies)
        {
            script.GetOrAdd(verb, _ => new ConcurrentQueue<string>()).Enqueue(reply);
        }
    }

    /// <summary>Keeps back the answers to a verb until the result is set.</summary>
    public TaskCompletionSource Hold(string verb) =>
        holds[verb] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the script says in answer to a verb, or null where it says nothing.</summary>
    public string? ScriptedFor(string verb) => script.TryGetValue(verb, out var queue) && queue.TryDequeue(out var reply) ? reply : null;

    /// <summary>Ends when the answer to a verb may be given.</summary>
    public Task ReleaseOf(string verb) => holds.TryGetValue(verb, out var hold) ? hold.Task : Task.CompletedTask;

    /// <summary>Says something unasked on every open connection, and hangs up if told to.</summary>
    public async Task SayAsync(string text, bool hangUp)
    {
        foreach (var stream in open.Values)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
            if (hangUp)
            {
                stream.Abort(withReset: false);
            }
        }
    }

    public SmtpOptions Options() => new()
    {
        Host = "localhost",
        Port = Port,
        Security = SmtpSecurity.None,
        Limits = new SmtpTimeLimits { Quit = TimeSpan.FromMilliseconds(200) },
    };

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Stop();
        foreach (var stream in open.Values)
        {
            stream.Abort(withReset: true);
        }

        await accepting;
        await Task.WhenAll(sessions.Values);
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync(end.Token);
                var number = Interlocked.Increment(ref connections);
                sessions[number] = Task.Run(() => ServeAsync(number, socket));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(int number, Socket socket)
    {
        socket.NoDelay = true;
        await using var stream = new CutStream(socket, NextCut);
        NextCut = null;
        open[number] = Latest = stream;
        try
        {
            await new ScriptedDialogue(this, stream, end.Token).RunAsync();
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException
            or System.Security.Authentication.AuthenticationException)
        {
            // Cut, by either side.
        }
        finally
        {
            open.TryRemove(number, out _);
        }
    }
}
