using FollowUpAgent.Tests.Plan.Sample.First;

namespace FollowUpAgent.Tests.Plan.Sample.Second;

internal sealed class Later
{
    public Innocent? Before { get; init; }
}

internal abstract class LaterBase;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class LaterMarkAttribute : Attribute;
