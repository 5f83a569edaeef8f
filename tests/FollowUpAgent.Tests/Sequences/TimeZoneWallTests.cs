using FollowUpAgent.Contacts;
using FollowUpAgent.Sequences;
using Mono.Cecil;
using Mono.Cecil.Rocks;

namespace FollowUpAgent.Tests.Sequences;

public sealed class TimeZoneWallTests
{
    [Fact]
    public void Only_the_local_schedule_knows_time_zones_beside_the_list_of_their_names()
    {
        var knowing = TypesThatKnowTimeZones(typeof(LocalSchedule).Assembly.Location);

        Assert.Equal([typeof(TimeZoneNames).FullName!, typeof(LocalSchedule).FullName!], knowing.Order(StringComparer.Ordinal));
    }

    // An import must know whether a name exists; what the clocks there show is none of its business.
    [Fact]
    public void The_list_of_names_touches_no_time()
    {
        using var module = ModuleDefinition.ReadModule(typeof(TimeZoneNames).Assembly.Location);

        var used = TypesNamedIn(module.GetType(typeof(TimeZoneNames).FullName)).Where(IsOfTimeZones).Select(n => n.Split('.', '/', '`')[^1]);

        Assert.DoesNotContain(used, name => name is "Instant" or "LocalDateTime" or "ZonedDateTime" or "DateTimeZone");
    }

    [Fact]
    public void A_type_that_knows_time_zones_is_seen()
    {
        var knowing = TypesThatKnowTimeZones(typeof(TimeZoneWallTests).Assembly.Location);

        Assert.Contains(typeof(ClockChangeTests).FullName, knowing);
        Assert.DoesNotContain(typeof(AllotmentTests).FullName, knowing);
    }

    private static IEnumerable<string> TypesThatKnowTimeZones(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        return
        [
            .. module.GetAllTypes()
                .Where(type => TypesNamedIn(type).Any(IsOfTimeZones))
                .Select(OutermostName)
                .Distinct(),
        ];
    }

    private static bool IsOfTimeZones(string name) =>
        name.StartsWith("NodaTime.", StringComparison.Ordinal) || name is "System.TimeZoneInfo";

    private static IEnumerable<string> TypesNamedIn(TypeDefinition type) => type.Fields
        .Select(field => field.FieldType.FullName)
        .Concat(type.Methods.SelectMany(method => method.Parameters).Select(parameter => parameter.ParameterType.FullName))
        .Concat(type.Methods.Where(method => method.HasBody).SelectMany(method => method.Body.Instructions)
            .Select(instruction => (instruction.Operand as MemberReference)?.DeclaringType?.FullName ?? ""));

    private static string OutermostName(TypeDefinition type)
    {
        while (type.DeclaringType is not null)
        {
            type = type.DeclaringType;
        }

        return type.FullName;
    }
}
