using System.Net;

namespace FollowUpAgent.Hosting.Listeners;

/// <summary>The two doors of the agent (<c>Listeners</c>). Put a reverse proxy with TLS in front of the public one.</summary>
internal sealed class ListenersOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Listeners";

    /// <summary>Tracking, webhooks and unsubscribe: what the outside world may reach.</summary>
    public ListenerOptions Public { get; init; } = new() { Port = 5080 };

    /// <summary>API, health and dashboard: for the people who run the agent.</summary>
    public ListenerOptions Private { get; init; } = new() { Port = 5081 };

    /// <summary>Everything that is wrong with the section.</summary>
    public IEnumerable<Fault> Faults()
    {
        foreach (var fault in Public.Faults($"{Section}:Public").Concat(Private.Faults($"{Section}:Private")))
        {
            yield return fault;
        }

        if (Public.Port != 0 && Public.Port == Private.Port)
        {
            yield return new Fault($"{Section}:Private:Port", $"{Private.Port}", "another port than the public listener's");
        }
    }
}

/// <summary>One listener: where it binds.</summary>
internal sealed class ListenerOptions
{
    /// <summary>The address to bind. Default: 127.0.0.1, loopback only.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The port to bind, 0 to 65535; 0 takes a free one. Default: 5080 public, 5081 private.</summary>
    public int Port { get; init; }

    /// <summary>Everything that is wrong with this listener.</summary>
    public IEnumerable<Fault> Faults(string key)
    {
        if (!IPAddress.TryParse(Address, out _))
        {
            yield return new Fault($"{key}:Address", Address, "an IP address such as 127.0.0.1 or 0.0.0.0");
        }

        if (Port is < 0 or > 65535)
        {
            yield return new Fault($"{key}:Port", $"{Port}", "a port from 0 to 65535");
        }
    }
}
