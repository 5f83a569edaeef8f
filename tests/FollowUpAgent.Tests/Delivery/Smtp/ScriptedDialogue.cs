using System.Net.Security;
using System.Text;

namespace FollowUpAgent.Tests.Delivery.Smtp;

/// <summary>What the server says on one connection, command by command.</summary>
internal sealed class ScriptedDialogue(ScriptedSmtpServer server, CutStream wire, CancellationToken over)
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

    /// <summary>The verb of a command.</summary>
    public static string VerbOf(string command) => command.Split(' ')[0].ToUpperInvariant();

    private Task ObeyAsync(string command) => VerbOf(command) switch
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
        _ => AnswerAsync(VerbOf(command), "500 5.5.1 unknown command"),
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
        await encrypted.AuthenticateAsServerAsync(tls, over);
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
        var reply = server.ScriptedFor(verb) ?? usual;
        if (message is not null && reply[0] is not ('4' or '5'))
        {
            server.Accepted.Enqueue(message);
        }

        await server.ReleaseOf(verb).WaitAsync(over);
        if (reply == ScriptedSmtpServer.Silence)
        {
            await Task.Delay(Timeout.Infinite, over);
        }

        isOver |= reply == ScriptedSmtpServer.HangUp || reply.StartsWith("421", StringComparison.Ordinal);
        await (reply == ScriptedSmtpServer.HangUp ? Task.CompletedTask : WriteAsync(reply.EndsWith('\n') ? reply : reply + "\r\n"));
        return reply[0] is '2' or '3';
    }

    private async Task WriteAsync(string text)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), over);
        await stream.FlushAsync(over);
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
            var count = await stream.ReadAsync(buffer.AsMemory(end), over);
            if (count == 0)
            {
                return null;
            }

            end += count;
        }
    }
}
