using FollowUpAgent.Hosting;

namespace FollowUpAgent.Dashboard;

/// <summary>The pages on the private listener (<c>Dashboard</c>).</summary>
internal sealed class DashboardOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Dashboard";

    /// <summary>Most open pages that get live numbers; a further one shows those of its loading. Default: 20; 0 to 200.</summary>
    public int MostStreams { get; init; } = 20;

    /// <summary>Everything that is wrong with the section.</summary>
    public IEnumerable<Fault> Faults()
    {
        if (MostStreams is < 0 or > 200)
        {
            yield return new Fault($"{Section}:MostStreams", $"{MostStreams}", "0 to 200");
        }
    }
}
