namespace FollowUpAgent.Delivery.Smtp;

/// <summary>How the line to the mail server is protected. There is no "if possible": a line that should be encrypted is, or is not used.</summary>
internal enum SmtpSecurity
{
    /// <summary>Clear text; for a relay on this machine or a network of one's own. With a login: loopback only.</summary>
    None,

    /// <summary>STARTTLS, required (port 587).</summary>
    StartTls,

    /// <summary>TLS from the first byte (port 465).</summary>
    Tls,
}

/// <summary>The mail server that takes our mails, and how to speak to it.</summary>
internal sealed partial record SmtpOptions
{
    /// <summary>The server's name, which its certificate must carry. No default.</summary>
    public string Host { get; init; } = "";

    /// <summary>The server's port. Default: 587.</summary>
    public int Port { get; init; } = 587;

    /// <summary>How the line is protected. Default: StartTls.</summary>
    public SmtpSecurity Security { get; init; } = SmtpSecurity.StartTls;

    /// <summary>The login name; none means no login. Default: none.</summary>
    public string? UserName { get; init; }

    /// <summary>The password of the login, given by AUTH PLAIN or LOGIN. Default: none.</summary>
    public string? Password { get; init; }

    /// <summary>An OAuth access token, given by AUTH XOAUTH2 in place of a password. Default: none.</summary>
    public string? AccessToken { get; init; }

    /// <summary>A file with the access token, read at every login, for tokens that another program renews. Default: none.</summary>
    public string? AccessTokenFile { get; init; }

    /// <summary>A PEM file of certificates to trust in place of the system's, for a private authority. Default: none.</summary>
    public string? TrustedCertificateFile { get; init; }

    /// <summary>The name given in EHLO. Default: this end's address, as in [192.0.2.1].</summary>
    public string? ClientName { get; init; }

    /// <summary>The most connections at one time; 1 to 100. Default: 4.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>The most mails over one connection before it is renewed; 1 to 100,000. Default: 1,000, where Exim by default hangs up.</summary>
    public int MailsPerConnection { get; init; } = 1_000;

    /// <summary>How long an unused connection is kept; one second to an hour. Default: one minute, since servers hang up after a few.</summary>
    public TimeSpan IdleLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether to give the Message-ID as envelope id and ask for headers only in bounces, where the server offers DSN. Default: true.</summary>
    public bool EnvelopeId { get; init; } = true;

    /// <summary>How long to wait for the server at each step.</summary>
    public SmtpTimeLimits Limits { get; init; } = new();

    /// <summary>Names the server and the login, and never a secret.</summary>
    public override string ToString() => $"{Host}:{Port} {Security}{(UserName is null ? "" : " with login")}";
}

/// <summary>How long to wait for the server at each step (RFC 5321, 4.5.3.2). Each is between 1 millisecond and 1 hour.</summary>
internal sealed record SmtpTimeLimits
{
    /// <summary>For the connection. Default: 30 seconds.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For the greeting and for each step up to the login, the TLS handshake among them. Default: 5 minutes.</summary>
    public TimeSpan Greeting { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For the answer to MAIL and to RSET. Default: 5 minutes.</summary>
    public TimeSpan Mail { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For the answer to RCPT. Default: 5 minutes.</summary>
    public TimeSpan Recipient { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For the answer to DATA. Default: 2 minutes.</summary>
    public TimeSpan Data { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>For the server to take one block of the mail. Default: 3 minutes.</summary>
    public TimeSpan Block { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>For the answer to the final dot. Default: 10 minutes; less makes duplicates (RFC 1047).</summary>
    public TimeSpan FinalDot { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>For the answer to QUIT. Default: 2 seconds; nothing depends on it.</summary>
    public TimeSpan Quit { get; init; } = TimeSpan.FromSeconds(2);
}
