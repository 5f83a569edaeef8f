using FollowUpAgent.Tests.Plan.Sample.Second;

namespace FollowUpAgent.Tests.Plan.Sample.First;

internal sealed class ByField
{
    public Later? Field { get; init; }
}

internal abstract class ByBase : LaterBase;

internal static class ByArgument
{
    public static int Count(Later later) => later.GetHashCode();
}

internal static class ByBody
{
    public static object Make() => new Later();
}

internal static class ByLambda
{
    public static Func<object> Make() => () => new Later();
}

internal sealed class ByGenericArgument : List<Later>;

[LaterMark]
internal static class ByAttribute;

internal sealed class Innocent
{
    public Innocent? Other { get; init; }
}
