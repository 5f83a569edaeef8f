using System.Reflection;
using FollowUpAgent.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Logging;

namespace FollowUpAgent.Tests.Plan;

public sealed class LawTests
{
    private static readonly Assembly Agent = typeof(FollowUpAgent.House).Assembly;

    [Fact]
    public void Every_log_line_has_a_number_of_its_own_in_its_rooms_hundred()
    {
        var lines = Agent.GetTypes()
            .SelectMany(t => t.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
                .Select(m => (Type: t, Line: m.GetCustomAttribute<LoggerMessageAttribute>())))
            .Where(m => m.Line is not null)
            .Select(m => (Room: m.Type.Namespace!.Split('.')[1], Id: m.Line!.EventId))
            .ToList();

        Assert.NotEmpty(lines);
        Assert.Equal(lines.Count, lines.Select(l => l.Id).Distinct().Count());
        Assert.All(lines, l => Assert.Equal(1000 + (100 * Array.IndexOf(FloorPlan.Rooms, l.Room)), l.Id / 100 * 100));
    }

    [Fact]
    public void Migrations_are_numbered_from_one_without_a_gap() =>
        Assert.Equal(Enumerable.Range(1, Migrator.All.Count), Migrator.All.Select(m => m.Number));

    [Fact]
    public void No_room_is_called_after_what_it_is_made_of()
    {
        string[] forbidden = ["Common", "Utils", "Helpers", "Managers", "Models", "Services", "Interfaces"];

        var names = Agent.GetTypes().Select(t => t.Namespace).OfType<string>().SelectMany(n => n.Split('.')).Distinct();

        Assert.Empty(names.Intersect(forbidden));
    }

    // Razor makes every component public; there is no other kind.
    [Fact]
    public void Only_the_brain_is_public() =>
        Assert.DoesNotContain(Agent.GetExportedTypes(), t => t.Name is not ("Program" or "_Imports") && !t.IsAssignableTo(typeof(ComponentBase)));
}
