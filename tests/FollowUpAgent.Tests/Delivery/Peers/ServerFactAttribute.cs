namespace FollowUpAgent.Tests.Delivery.Peers;

/// <summary>
/// A test against a program that is not ours. Where the program is absent the test is skipped and says how to get it;
/// in CI its absence is a failure.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ServerFactAttribute : FactAttribute
{
    public ServerFactAttribute(string peer)
    {
        Peer = peer;
        if (Peers.WhyAbsent(peer) is { } reason && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = reason;
        }
    }

    public string Peer { get; }
}
