using Mono.Cecil;

namespace FollowUpAgent.Tests.Plan;

/// <summary>Walks a compiled assembly and finds every place where a room uses one that comes after it.</summary>
internal sealed class FloorPlan(string rootNamespace, IReadOnlyList<string> rooms)
{
    /// <summary>The rooms of the agent, in the order in which data walks.</summary>
    public static readonly string[] Rooms =
    [
        "Hosting", "Storage", "Contacts", "Signals", "Sequences", "Decisions", "Messages", "Oversight", "Dispatch", "Delivery",
        "Events", "Rewards", "Training", "Scenarios", "LostLeads", "Reports", "Notices", "Dashboard", "Cli",
    ];

    /// <summary>Each wrong door as a sentence, sorted.</summary>
    public IReadOnlyList<string> WrongDoors(string assemblyFile)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(assemblyFile);
        return
        [
            .. AllTypes(assembly.MainModule)
                .SelectMany(type => UsedBy(type).Select(used => (From: Root(type), To: Root(used))))
                .Distinct()
                .Where(door => IsWrong(door.From.Namespace, door.To.Namespace))
                .Select(door => $"{door.From.FullName} uses {door.To.FullName}, but {RoomOf(door.To.Namespace)} comes after {RoomOf(door.From.Namespace)}")
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The names of first-level namespaces that are no room.</summary>
    public IReadOnlyList<string> UnknownRooms(string assemblyFile)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(assemblyFile);
        return [.. AllTypes(assembly.MainModule).Select(t => RoomOf(Root(t).Namespace)).OfType<string>().Except(rooms).Order(StringComparer.Ordinal)];
    }

    private bool IsWrong(string from, string to) =>
        RoomOf(from) is { } mine && RoomOf(to) is { } theirs && IndexOf(theirs) > IndexOf(mine);

    private int IndexOf(string room) => rooms.ToList().IndexOf(room);

    private string? RoomOf(string name) =>
        name.StartsWith(rootNamespace + ".", StringComparison.Ordinal) ? name[(rootNamespace.Length + 1)..].Split('.')[0] : null;

    private static IEnumerable<TypeDefinition> AllTypes(ModuleDefinition module) => module.Types.SelectMany(WithNested);

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);

    private static TypeReference Root(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    private static IEnumerable<TypeReference> UsedBy(TypeDefinition type)
    {
        var direct = new List<TypeReference?> { type.BaseType };
        direct.AddRange(type.Interfaces.Select(i => i.InterfaceType));
        direct.AddRange(type.CustomAttributes.Select(a => a.AttributeType));
        direct.AddRange(type.Fields.Select(f => f.FieldType));
        direct.AddRange(type.GenericParameters.SelectMany(g => g.Constraints).Select(c => c.ConstraintType));
        foreach (var method in type.Methods)
        {
            direct.Add(method.ReturnType);
            direct.AddRange(method.Parameters.Select(p => p.ParameterType));
            direct.AddRange(method.CustomAttributes.Select(a => a.AttributeType));
            direct.AddRange(method.HasBody ? InBody(method) : []);
        }

        return direct.OfType<TypeReference>().SelectMany(Parts);
    }

    private static IEnumerable<TypeReference?> InBody(MethodDefinition method) => method.Body.Variables.Select(v => v.VariableType)
        .Concat(method.Body.Instructions.SelectMany(i => i.Operand switch
        {
            GenericInstanceMethod generic => generic.GenericArguments.Append(generic.DeclaringType).Append(generic.ReturnType),
            MethodReference called => [called.DeclaringType, called.ReturnType],
            FieldReference field => [field.DeclaringType, field.FieldType],
            TypeReference type => [type],
            _ => Enumerable.Empty<TypeReference>(),
        }));

    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        TypeSpecification wrapped => Parts(wrapped.ElementType),
        _ => [type],
    };
}
