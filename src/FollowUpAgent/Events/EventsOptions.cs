using System.Globalization;
using System.Net;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Events;

/// <summary>What is kept of what comes in, and how much of it is taken (<c>Events</c>).</summary>
internal sealed class EventsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Events";

    /// <summary>The default of <see cref="ReplyThreshold"/>: of held-back texts, 99 in 100 above it are right.</summary>
    public const double DefaultReplyThreshold = 0.6;

    /// <summary>The default of <see cref="UnsubscribeThreshold"/>: above it no held-back text of another meaning stood.</summary>
    public const double DefaultUnsubscribeThreshold = 0.5;

    private const double LeastThreshold = 0.2;
    private static readonly TimeSpan LongestKeep = TimeSpan.FromDays(400);

    /// <summary>How long raw bodies, IP addresses and user agents are kept, 1 to 400 days. What was understood of them stays. Default: 30 days.</summary>
    public TimeSpan KeepRawFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How many clicks and opens a second are recorded from one network, 1 to 100000. Above it the reader still gets an answer, and the event
    /// is dropped and counted. Default: 50.
    /// </summary>
    public int MostPerSecond { get; init; } = 50;

    /// <summary>How sure what an answer means must be to be acted on, 0.2 to 1; below it a person decides. Default: 0.6.</summary>
    public double ReplyThreshold { get; init; } = DefaultReplyThreshold;

    /// <summary>How sure it must be that an answer asks for no more mail, 0.2 to 1, for that to take effect by itself. Default: 0.5.</summary>
    public double UnsubscribeThreshold { get; init; } = DefaultUnsubscribeThreshold;

    /// <summary>
    /// The reverse proxies in front of the public listener: the last address in their X-Forwarded-For is taken for the reader's.
    /// Default: a proxy on this machine.
    /// </summary>
    /// <remarks>Null where the file is silent: the binder would append to a default instead of replacing it.</remarks>
    public string[]? Proxies { get; init; }

    /// <summary>
    /// Further domains at which everybody may have a mailbox, beside those that are known: two people there are no colleagues. Default: none.
    /// </summary>
    public string[] PublicMailDomains { get; init; } = [];

    /// <summary>
    /// Further security scanners, each by a part of the name of its program, 3 letters or more. Default: none beyond the built-in ones.
    /// </summary>
    public string[]? Scanners { get; init; }

    /// <summary>Networks of security scanners, as in 192.0.2.0/24. Default: none.</summary>
    public string[]? ScannerNetworks { get; init; }

    /// <summary>The further scanners in force.</summary>
    public IReadOnlyList<string> KnownScanners => Scanners ?? [];

    /// <summary>The networks in force.</summary>
    public IEnumerable<IPNetwork> KnownScannerNetworks => (ScannerNetworks ?? []).Select(n => IPNetwork.Parse(n));

    /// <summary>The proxies in force.</summary>
    public IReadOnlyList<string> TrustedProxies => Proxies ?? ["127.0.0.1", "::1"];

    /// <summary>Everything that is wrong with the section.</summary>
    public IEnumerable<Fault> Faults()
    {
        if (KeepRawFor < TimeSpan.FromDays(1) || KeepRawFor > LongestKeep)
        {
            yield return new Fault($"{Section}:KeepRawFor", $"{KeepRawFor}", "1 to 400 days, as in 30.00:00:00");
        }

        if (MostPerSecond is < 1 or > 100_000)
        {
            yield return new Fault($"{Section}:MostPerSecond", $"{MostPerSecond}", "1 to 100000");
        }

        foreach (var (key, value) in new[] { ("ReplyThreshold", ReplyThreshold), ("UnsubscribeThreshold", UnsubscribeThreshold) })
        {
            if (value is not (>= LeastThreshold and <= 1))
            {
                yield return new Fault($"{Section}:{key}", string.Create(CultureInfo.InvariantCulture, $"{value}"), "0.2 to 1");
            }
        }

        for (var i = 0; i < PublicMailDomains.Length; i++)
        {
            if (Uri.CheckHostName(PublicMailDomains[i]) is not UriHostNameType.Dns)
            {
                yield return new Fault($"{Section}:PublicMailDomains:{i}", PublicMailDomains[i], "a domain, as in mail.example");
            }
        }

        for (var i = 0; i < KnownScanners.Count; i++)
        {
            if (KnownScanners[i].Trim().Length < 3)
            {
                yield return new Fault($"{Section}:Scanners:{i}", KnownScanners[i], "3 letters or more of a program's name");
            }
        }

        for (var i = 0; i < (ScannerNetworks?.Length ?? 0); i++)
        {
            if (!IPNetwork.TryParse(ScannerNetworks![i], out _))
            {
                yield return new Fault($"{Section}:ScannerNetworks:{i}", ScannerNetworks[i], "a network, as in 192.0.2.0/24 or 2001:db8::/32");
            }
        }

        for (var i = 0; i < TrustedProxies.Count; i++)
        {
            if (!IPAddress.TryParse(TrustedProxies[i], out _))
            {
                yield return new Fault($"{Section}:Proxies:{i}", TrustedProxies[i], "an IP address, as in 10.0.0.2");
            }
        }
    }
}
