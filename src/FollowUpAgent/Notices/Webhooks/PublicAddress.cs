using System.Net;
using System.Net.Sockets;

namespace FollowUpAgent.Notices.Webhooks;

/// <summary>
/// Tells addresses of the world outside from those of this machine and its networks (IANA's special-purpose registries, RFC 6890). An address
/// that carries another inside (mapped, 6to4, NAT64) is judged by that one. Pure.
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] Others =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    // What is not global unicast is loopback, link-local, unique local, site-local or multicast.
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    // Protocol assignments with Teredo among them, and documentation.
    private static readonly IPNetwork[] OthersOfSix = [IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("3fff::/20")];

    /// <summary>Whether it is one of the world outside.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return Is(address.MapToIPv4());
        }

        if (address.AddressFamily is AddressFamily.InterNetwork)
        {
            return !Array.Exists(Others, n => n.Contains(address));
        }

        var bytes = address.GetAddressBytes();
        return Nat64.Contains(address) ? Is(new IPAddress(bytes.AsSpan(12, 4)))
            : SixToFour.Contains(address) ? Is(new IPAddress(bytes.AsSpan(2, 4)))
            : GlobalUnicast.Contains(address) && !Array.Exists(OthersOfSix, n => n.Contains(address));
    }
}
