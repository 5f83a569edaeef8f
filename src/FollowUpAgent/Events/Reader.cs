using System.Net;
using System.Text.Json;

namespace FollowUpAgent.Events;

/// <summary>Who fetched a link or the pixel, as far as the request tells.</summary>
/// <param name="Address">The address it came from.</param>
/// <param name="UserAgent">The program, by its own word; cut at a bound.</param>
/// <param name="IsHead">Whether only the head was asked for.</param>
/// <param name="IsPrefetch">Whether it was fetched ahead of its reader.</param>
internal sealed record Reader(IPAddress Address, string UserAgent, bool IsHead, bool IsPrefetch)
{
    private const int MostUserAgent = 512;

    /// <summary>Reads the request; a proxy of ours is seen through, anybody else's is not.</summary>
    public static Reader Of(HttpRequest request, EventsOptions options)
    {
        var agent = request.Headers.UserAgent.ToString();
        return new Reader(
            AddressOf(request, options),
            agent.Length > MostUserAgent ? agent[..MostUserAgent] : agent,
            HttpMethods.IsHead(request.Method),
            request.Headers["Sec-Purpose"].ToString().StartsWith("prefetch", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The network that limits are counted for: an address, or with IPv6 the /64 that one household or server has.</summary>
    public IPAddress Network
    {
        get
        {
            var bytes = Address.GetAddressBytes();
            if (bytes.Length == 16)
            {
                bytes.AsSpan(8).Clear();
            }

            return new IPAddress(bytes);
        }
    }

    /// <summary>What is kept of it, until its age deletes it.</summary>
    public string ToHeaders() => JsonSerializer.Serialize(new Dictionary<string, string> { ["ip"] = Address.ToString(), ["user-agent"] = UserAgent });

    private static IPAddress AddressOf(HttpRequest request, EventsOptions options)
    {
        var peer = Plain(request.HttpContext.Connection.RemoteIpAddress ?? IPAddress.None);
        var forwarded = request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim();
        return options.TrustedProxies.Any(p => Plain(IPAddress.Parse(p)).Equals(peer)) && IPAddress.TryParse(forwarded, out var reader) ? Plain(reader) : peer;
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
