using FollowUpAgent.Learning.Policies;
using Mono.Cecil;

namespace FollowUpAgent.Tests.Plan;

public sealed class FloorPlanTests
{
    private static readonly FloorPlan Agent = new("FollowUpAgent", FloorPlan.Rooms);

    private static string AgentFile => typeof(FollowUpAgent.House).Assembly.Location;

    [Fact]
    public void A_room_uses_only_the_rooms_before_it() => Assert.Empty(Agent.WrongDoors(AgentFile));

    [Fact]
    public void Every_folder_of_the_agent_is_a_room_on_the_plan() => Assert.Empty(Agent.UnknownRooms(AgentFile));

    [Fact]
    public void The_plan_sees_every_kind_of_wrong_door()
    {
        var doors = new FloorPlan("FollowUpAgent.Tests.Plan.Sample", ["First", "Second"]).WrongDoors(typeof(FloorPlanTests).Assembly.Location);

        var sinners = doors.Select(d => d.Split(' ')[0].Split('.')[^1]).ToList();
        Assert.Equal(["ByArgument", "ByAttribute", "ByBase", "ByBody", "ByField", "ByGenericArgument", "ByLambda"], sinners);
        Assert.All(doors, d => Assert.EndsWith("but Second comes after First", d, StringComparison.Ordinal));
    }

    [Fact]
    public void The_brain_cannot_reach_clock_disk_network_or_database()
    {
        using var learning = AssemblyDefinition.ReadAssembly(typeof(TwoStagePolicy).Assembly.Location);

        var forbidden = learning.MainModule.GetTypeReferences().Select(t => t.FullName).Where(IsOutside);

        Assert.Empty(forbidden);
    }

    [Fact]
    public void The_check_of_the_brain_would_see_the_agent()
    {
        using var agent = AssemblyDefinition.ReadAssembly(AgentFile);

        Assert.Contains(agent.MainModule.GetTypeReferences(), t => IsOutside(t.FullName));
    }

    private static bool IsOutside(string type) =>
        type is "System.TimeProvider" or "System.DateTime" or "System.DateTimeOffset" or "System.Environment" or "System.Console"
        || new[] { "System.IO.", "System.Net.", "System.Data.", "System.Diagnostics.Process", "System.Threading.Timer", "Microsoft." }
            .Any(prefix => type.StartsWith(prefix, StringComparison.Ordinal));
}
