namespace FollowUpAgent.Tests.Delivery.Peers;

/// <summary>
/// A test against programs that are not ours. Where one is absent the test is skipped and says how to get it;
/// in CI its absence is a failure.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ServerFactAttribute : FactAttribute
{
    public ServerFactAttribute(params string[] peers)
    {
        Needed = peers;
        if (peers.Select(Peers.WhyAbsent).FirstOrDefault(reason => reason is not null) is { } reason && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = reason;
        }
    }

    public IReadOnlyList<string> Needed { get; }
}
