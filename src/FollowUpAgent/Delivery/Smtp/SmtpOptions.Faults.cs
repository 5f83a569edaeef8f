using System.Net;
using System.Security.Cryptography;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Delivery.Smtp;

internal sealed partial record SmtpOptions
{
    private const string Hidden = "(not shown)";

    /// <summary>Whether the server is on this machine, where clear text harms nobody.</summary>
    public bool IsLoopback =>
        string.Equals(Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Everything that is wrong with these options, at once.</summary>
    /// <param name="keyPrefix">The key under which they are configured, such as <c>Delivery:Smtp</c>.</param>
    public IEnumerable<Fault> Faults(string keyPrefix) =>
        ServerFaults().Concat(LoginFaults()).Concat(LimitFaults())
            .Select(fault => fault with { Key = $"{keyPrefix}:{fault.Key}" });

    private IEnumerable<Fault> ServerFaults()
    {
        if (Uri.CheckHostName(Host) == UriHostNameType.Unknown)
        {
            yield return new Fault(nameof(Host), Host.Length == 0 ? null : Host, "the name of a mail server, such as smtp.example.com");
        }

        foreach (var fault in Bound(nameof(Port), Port, 1, 65_535)
            .Concat(Bound(nameof(Connections), Connections, 1, 100))
            .Concat(Bound(nameof(MailsPerConnection), MailsPerConnection, 1, 100_000)))
        {
            yield return fault;
        }

        if (!Enum.IsDefined(Security))
        {
            yield return new Fault(nameof(Security), Security.ToString(), "None, StartTls or Tls");
        }

        if (ClientName is not null && (ClientName.Length is 0 or > 255 || ClientName.Any(c => c is <= ' ' or >= '\x7f')))
        {
            yield return new Fault(nameof(ClientName), ClientName, "a host name or an address in brackets, such as agent.example.com");
        }

        if (TrustedCertificateFile is not null && !HoldsCertificates(TrustedCertificateFile))
        {
            yield return new Fault(nameof(TrustedCertificateFile), TrustedCertificateFile, "a readable PEM file with at least one certificate");
        }
    }

    private IEnumerable<Fault> LoginFaults()
    {
        var secrets = new[] { Password, AccessToken, AccessTokenFile }.Count(secret => secret is not null);
        if (UserName is null && secrets > 0)
        {
            yield return new Fault(nameof(UserName), null, "the login name that goes with the password or access token");
        }

        if (UserName is not null && secrets != 1)
        {
            yield return new Fault(nameof(Password), secrets == 0 ? null : Hidden, "exactly one of Password, AccessToken and AccessTokenFile beside UserName");
        }

        if (UserName is not null && Security == SmtpSecurity.None && !IsLoopback)
        {
            yield return new Fault(nameof(Security), Security.ToString(), "StartTls or Tls, since a login over clear text can be read on the way");
        }

        if (UserName is not null && (UserName.Length == 0 || UserName.Any(char.IsControl)))
        {
            yield return new Fault(nameof(UserName), Hidden, "a login name without control characters");
        }

        foreach (var (key, secret) in new[] { (nameof(Password), Password), (nameof(AccessToken), AccessToken) })
        {
            if (secret is not null && (secret.Length == 0 || secret.Any(char.IsControl)))
            {
                yield return new Fault(key, Hidden, "a secret that is not empty and has no control characters, such as a line end at its end");
            }
        }

        if (AccessTokenFile is not null && !File.Exists(AccessTokenFile))
        {
            yield return new Fault(nameof(AccessTokenFile), AccessTokenFile, "a file that exists");
        }
    }

    private IEnumerable<Fault> LimitFaults()
    {
        var hour = TimeSpan.FromHours(1);
        var least = TimeSpan.FromMilliseconds(1);
        return Bound(nameof(IdleLimit), IdleLimit, TimeSpan.FromSeconds(1), hour)
            .Concat(Bound("Limits:Connect", Limits.Connect, least, hour))
            .Concat(Bound("Limits:Greeting", Limits.Greeting, least, hour))
            .Concat(Bound("Limits:Mail", Limits.Mail, least, hour))
            .Concat(Bound("Limits:Recipient", Limits.Recipient, least, hour))
            .Concat(Bound("Limits:Data", Limits.Data, least, hour))
            .Concat(Bound("Limits:Block", Limits.Block, least, hour))
            .Concat(Bound("Limits:FinalDot", Limits.FinalDot, least, hour))
            .Concat(Bound("Limits:Quit", Limits.Quit, least, hour));
    }

    private static IEnumerable<Fault> Bound<T>(string key, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            yield return new Fault(key, value.ToString(), $"from {least} to {most}");
        }
    }

    private static bool HoldsCertificates(string file)
    {
        try
        {
            return ServerTrust.Load(file).Count > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return false;
        }
    }
}
