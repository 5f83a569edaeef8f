using System.Net;
using System.Security.Cryptography;
using System.Text;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Events.Machines;

/// <summary>Reads what a single request shows of itself, so that address and program need not be kept for it.</summary>
internal sealed class MachineMarks(EventsOptions options, KeyRing keys)
{
    /// <summary>It asked for the head alone, or ahead of its reader.</summary>
    public const string Head = "head";

    /// <summary>A proxy that fetches pictures for its readers.</summary>
    public const string Proxy = "proxy";

    /// <summary>Its source says that it was no person.</summary>
    public const string Source = "source";

    /// <summary>Its program calls itself a scanner or a robot.</summary>
    public const string Agent = "agent";

    /// <summary>It came from a configured network of scanners.</summary>
    public const string Network = "network";

    private readonly byte[] key = keys.For("reader-network");
    private readonly IPNetwork[] networks = [.. options.KnownScannerNetworks];

    /// <summary>Whether such a request is no person's, whatever else is known.</summary>
    public static bool IsCertain(string mark) => mark is Head or Proxy or Source;

    /// <summary>The marks of a request, with blanks between; or null.</summary>
    public string? Of(Heard heard)
    {
        var marks = new[]
        {
            heard.IsHead ? Head : null,
            MachineAgents.Is(heard.UserAgent) ? Proxy : null,
            heard.IsMachine ? Source : null,
            MachineAgents.IsScanner(heard.UserAgent, options.KnownScanners) ? Agent : null,
            IPAddress.TryParse(heard.Address, out var address) && networks.Any(n => n.Contains(Plain(address))) ? Network : null,
        };
        return marks.OfType<string>().ToList() is { Count: > 0 } shown ? string.Join(' ', shown) : null;
    }

    /// <summary>
    /// A mark of the network, the same for all requests for one mail from there and another for the next mail: nobody can be followed by it.
    /// Null where the address is not known.
    /// </summary>
    public string? NetworkOf(Heard heard, MessageId message)
    {
        if (!IPAddress.TryParse(heard.Address, out var address))
        {
            return null;
        }

        // Scanners sit in one network with many addresses.
        var bytes = Plain(address).GetAddressBytes();
        bytes.AsSpan(bytes.Length == 16 ? 6 : 3).Clear();
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes($"{message}/{Convert.ToHexString(bytes)}")).AsSpan(0, 8));
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
