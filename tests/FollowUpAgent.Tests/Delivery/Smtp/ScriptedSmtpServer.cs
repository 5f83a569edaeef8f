using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
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
    public long SentAtData { get; private set; }

    public IEnumerable<string> Verbs => Commands.Select(Verb);

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

    private static string Verb(string command) => command.Split(' ')[0].ToUpperInvariant();

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
            await new Dialogue(this, stream).RunAsync();
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

    private sealed class Dialogue(ScriptedSmtpServer server, CutStream wire)
    {
        private Stream stream = wire;
        private readonly byte[] buffer = new byte[64 * 1024];
        private int start;
        private int end;
        private bool hasSender;
        private bool hasRecipient;
        private bool isOver;

        public async Task RunAsync()
        {
            if (server.IsImplicitTls)
            {
                await EncryptAsync();
            }

            await AnswerAsync("CONNECT", "220 scripted ESMTP");
            while (!isOver && await ReadLineAsync() is { } line)
            {
                var command = Encoding.ASCII.GetString(line);
                server.Commands.Enqueue(command);
                await ObeyAsync(command);
            }
        }

        private Task ObeyAsync(string command) => Verb(command) switch
        {
            "EHLO" => AnswerAsync("EHLO", string.Join("\r\n", new[] { "250-scripted" }.Concat(server.Offers.Select(o => $"250-{o}"))) + "\r\n250 HELP"),
            "HELO" => AnswerAsync("HELO", "250 scripted"),
            "STARTTLS" => StartTlsAsync(),
            "AUTH" => LogInAsync(command.Split(' ')),
            "MAIL" => MailAsync(),
            "RCPT" => RecipientAsync(),
            "DATA" => DataAsync(),
            "RSET" => ResetAsync(),
            "QUIT" => QuitAsync(),
            _ => AnswerAsync(Verb(command), "500 5.5.1 unknown command"),
        };

        private async Task StartTlsAsync()
        {
            if (await AnswerAsync("STARTTLS", "220 2.0.0 go ahead"))
            {
                await EncryptAsync();
            }
        }

        private async Task EncryptAsync()
        {
            var encrypted = new SslStream(stream);
            // A resumed handshake is shorter, and a cut at a counted byte would then miss its place.
            var tls = new SslServerAuthenticationOptions { ServerCertificate = server.Certificate, AllowTlsResume = false };
            await encrypted.AuthenticateAsServerAsync(tls, server.end.Token);
            stream = encrypted;
        }

        private async Task LogInAsync(string[] words)
        {
            var given = words[1] switch
            {
                "LOGIN" => await AskAsync("334 VXNlcm5hbWU6") + "\0" + await AskAsync("334 UGFzc3dvcmQ6"),
                _ => words.Length > 2 ? Decode(words[2]) : await AskAsync("334 "),
            };
            var (user, secret) = server.Login!.Value;
            var isRight = given == $"{user}\0{secret}" || given == $"\0{user}\0{secret}" || given == $"user={user}\x01auth=Bearer {secret}\x01\x01";
            if (!isRight && words[1] == "XOAUTH2")
            {
                await AskAsync("334 eyJzdGF0dXMiOiI0MDEifQ==");
            }

            await AnswerAsync("AUTH", isRight ? "235 2.7.0 welcome" : "535 5.7.8 wrong name or password");
        }

        private async Task<string> AskAsync(string challenge)
        {
            await WriteAsync(challenge + "\r\n");
            var line = await ReadLineAsync() ?? throw new IOException();
            server.Commands.Enqueue("AUTH+");
            return Decode(Encoding.ASCII.GetString(line));
        }

        private static string Decode(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));

        private async Task MailAsync() =>
            hasSender = await AnswerAsync("MAIL", hasSender ? "503 5.5.1 nested MAIL" : "250 2.1.0 sender ok") || hasSender;

        private async Task RecipientAsync() =>
            hasRecipient = await AnswerAsync("RCPT", hasSender ? "250 2.1.5 recipient ok" : "503 5.5.1 need MAIL") || hasRecipient;

        private async Task ResetAsync()
        {
            (hasSender, hasRecipient) = (false, false);
            await AnswerAsync("RSET", "250 2.0.0 reset");
        }

        private async Task QuitAsync()
        {
            isOver = true;
            await AnswerAsync("QUIT", "221 2.0.0 bye");
        }

        private async Task DataAsync()
        {
            if (!await AnswerAsync("DATA", hasRecipient ? "354 end with a dot" : "554 5.5.1 no valid recipients"))
            {
                return;
            }

            server.SentAtData = wire.Sent;
            var message = new MemoryStream();
            while (await ReadLineAsync() is { } line)
            {
                if (line is [(byte)'.'])
                {
                    (hasSender, hasRecipient) = (false, false);
                    await AnswerAsync(".", $"250 2.0.0 Ok: queued as Q{server.Accepted.Count + 1:X4}", message.ToArray());
                    return;
                }

                message.Write(line is [(byte)'.', ..] ? line.AsSpan(1) : line);
                message.Write("\r\n"u8);
            }

            isOver = true;
        }

        // True if the answer says yes.
        private async Task<bool> AnswerAsync(string verb, string usual, byte[]? message = null)
        {
            var reply = server.script.TryGetValue(verb, out var queue) && queue.TryDequeue(out var scripted) ? scripted : usual;
            if (message is not null && reply[0] is not ('4' or '5'))
            {
                server.Accepted.Enqueue(message);
            }

            if (server.holds.TryGetValue(verb, out var hold))
            {
                await hold.Task.WaitAsync(server.end.Token);
            }

            if (reply == Silence)
            {
                await Task.Delay(Timeout.Infinite, server.end.Token);
            }

            isOver |= reply == HangUp || reply.StartsWith("421", StringComparison.Ordinal);
            await (reply == HangUp ? Task.CompletedTask : WriteAsync(reply.EndsWith('\n') ? reply : reply + "\r\n"));
            return reply[0] is '2' or '3';
        }

        private async Task WriteAsync(string text)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), server.end.Token);
            await stream.FlushAsync(server.end.Token);
        }

        private async Task<byte[]?> ReadLineAsync()
        {
            while (true)
            {
                var length = buffer.AsSpan(start, end - start).IndexOf("\r\n"u8);
                if (length >= 0)
                {
                    var line = buffer[start..(start + length)];
                    start += length + 2;
                    return line;
                }

                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
                var count = await stream.ReadAsync(buffer.AsMemory(end), server.end.Token);
                if (count == 0)
                {
                    return null;
                }

                end += count;
            }
        }
    }
}
