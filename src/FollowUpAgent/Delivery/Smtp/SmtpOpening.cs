using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace FollowUpAgent.Delivery.Smtp;

/// <summary>Opens one connection: connect, TLS, greeting, EHLO, AUTH; and says how far it came when it fails.</summary>
internal sealed class SmtpOpening(SmtpOptions options, TimeProvider time)
{
    private MailerPhase phase = MailerPhase.Connect;

    /// <summary>A connection ready for mail, or a <see cref="MailerUnavailableException"/>.</summary>
    public async Task<SmtpConnection> OpenAsync(CancellationToken stopping)
    {
        SmtpLine? line = null;
        try
        {
            line = await SmtpLine.ConnectAsync(options.Host, options.Port, options.Limits.Connect, time, stopping);
            var capabilities = await PrepareAsync(line, stopping);
            return new SmtpConnection(line, capabilities, options, time);
        }
        catch (Exception e)
        {
            if (line is not null)
            {
                await line.DisposeAsync();
            }

            if (Explain(e) is { } unavailable)
            {
                throw unavailable;
            }

            throw;
        }
    }

    private async Task<SmtpCapabilities> PrepareAsync(SmtpLine line, CancellationToken stopping)
    {
        if (options.Security == SmtpSecurity.Tls)
        {
            await EncryptAsync(line, stopping);
        }

        phase = MailerPhase.Greeting;
        Demand(await ReadAsync(line, "CONNECT", stopping));
        var capabilities = await GreetAsync(line, stopping);
        if (options.Security == SmtpSecurity.StartTls)
        {
            await StartTlsAsync(line, capabilities, stopping);
            capabilities = await GreetAsync(line, stopping);
        }

        if (options.UserName is not null)
        {
            await LogInAsync(line, capabilities, stopping);
        }

        return capabilities;
    }

    private async Task<SmtpCapabilities> GreetAsync(SmtpLine line, CancellationToken stopping)
    {
        phase = MailerPhase.Hello;
        var name = options.ClientName ?? AddressLiteral(line.LocalAddress);
        await line.WriteAsync($"EHLO {name}\r\n", options.Limits.Greeting, stopping);
        var answer = await line.ReadAsync(options.Limits.Greeting, stopping);
        if (answer.Code is 500 or 502 or 504)
        {
            await line.WriteAsync($"HELO {name}\r\n", options.Limits.Greeting, stopping);
            Demand(await ReadAsync(line, "HELO", stopping));
            return SmtpCapabilities.None;
        }

        Demand(answer.ToReply("EHLO"));
        return SmtpCapabilities.Read(answer.Lines);
    }

    private async Task StartTlsAsync(SmtpLine line, SmtpCapabilities capabilities, CancellationToken stopping)
    {
        phase = MailerPhase.Encryption;
        if (!capabilities.StartTls)
        {
            throw Unavailable("the server offers no STARTTLS, and without it nothing is sent", isPermanent: true);
        }

        await line.WriteAsync("STARTTLS\r\n", options.Limits.Greeting, stopping);
        Demand(await ReadAsync(line, "STARTTLS", stopping));
        await EncryptAsync(line, stopping);
    }

    private async Task EncryptAsync(SmtpLine line, CancellationToken stopping)
    {
        phase = MailerPhase.Encryption;
        var tls = new SslClientAuthenticationOptions
        {
            TargetHost = options.Host,
            CertificateChainPolicy = ServerTrust.Policy(options.TrustedCertificateFile),
        };
        await line.EncryptAsync(tls, options.Limits.Greeting, stopping);
    }

    private async Task LogInAsync(SmtpLine line, SmtpCapabilities capabilities, CancellationToken stopping)
    {
        phase = MailerPhase.LogIn;
        var login = new SmtpLogin(options, line);
        var mechanism = login.Choose(capabilities.Logins)
            ?? throw Unavailable(
                options.Password is null ? "the server offers no login by XOAUTH2" : "the server offers no login by PLAIN or LOGIN", isPermanent: true);
        Demand(await login.LogInAsync(mechanism, stopping));
    }

    private async Task<SmtpReply> ReadAsync(SmtpLine line, string verb, CancellationToken stopping) =>
        (await line.ReadAsync(options.Limits.Greeting, stopping)).ToReply(verb);

    private void Demand(SmtpReply reply)
    {
        if (!reply.IsSuccess)
        {
            throw Unavailable($"the server answered {reply.Summary}", reply.IsPermanent, reply);
        }
    }

    // RFC 5321, 4.1.3: a client without a name of its own gives its address.
    private static string AddressLiteral(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetworkV6 ? $"[IPv6:{new IPAddress(plain.GetAddressBytes())}]" : $"[{plain}]";
    }

    private MailerUnavailableException? Explain(Exception e) => e switch
    {
        SmtpLineLostException lost => Unavailable(lost.Message, isPermanent: false, inner: e),
        AuthenticationException => Unavailable("TLS failed: the certificate is not trusted or not for this name, or no version is shared", isPermanent: true, inner: e),
        CryptographicException => Unavailable("the trusted certificates cannot be read", isPermanent: true, inner: e),
        IOException or UnauthorizedAccessException => Unavailable("the access token cannot be read", isPermanent: true, inner: e),
        _ => null,
    };

    private MailerUnavailableException Unavailable(string reason, bool isPermanent, SmtpReply? reply = null, Exception? inner = null) =>
        new($"{options.Host}:{options.Port}", phase, reason, isPermanent, reply, inner);
}
