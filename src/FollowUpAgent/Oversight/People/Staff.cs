namespace FollowUpAgent.Oversight.People;

/// <summary>
/// Knows who may do what: the one rule for every verb and endpoint that takes a <c>by</c>. Where nobody is configured, whoever reaches the
/// command line or holds an API key is an admin and says a name; where somebody is, the name must be a configured person's. It tells who
/// did something; that the person is who they say is for the machine's login and the API key to settle. Thread-safe.
/// </summary>
internal sealed class Staff(Dictionary<string, PersonOptions?> people)
{
    private const int LongestName = 100;

    /// <summary>Everybody who is configured, by key.</summary>
    public IReadOnlyList<Person> All { get; } =
    [
        .. people.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new Person(p.Key, p.Value!.Name!, p.Value.Address, p.Value.Role, p.Value.Language)),
    ];

    /// <summary>Whether <paramref name="by"/> may do this.</summary>
    /// <param name="by">The name that was given; null where none was.</param>
    /// <param name="deed">What is to be done.</param>
    /// <param name="mayBeUnnamed">Whether no name is needed as long as nobody is configured.</param>
    public Permission May(string? by, Deed deed, bool mayBeUnnamed = false)
    {
        if (by is null && mayBeUnnamed && All.Count == 0)
        {
            return new Permission.Granted(null);
        }

        if (by is null || by.Length > LongestName || string.IsNullOrWhiteSpace(by) || by.Any(char.IsControl) || by.Contains('@', StringComparison.Ordinal))
        {
            return new Permission.Unnamed($"'by' says who it is: a name of 1 to {LongestName} letters, no address.");
        }

        if (All.Count == 0)
        {
            return new Permission.Granted(by);
        }

        if (All.FirstOrDefault(p => p.Key.Equals(by, StringComparison.OrdinalIgnoreCase)) is not { } person)
        {
            return new Permission.Unnamed($"Nobody here is called '{by}': expected one of {string.Join(", ", All.Select(p => p.Key))}.");
        }

        return person.Role >= deed.LeastRole()
            ? new Permission.Granted(person.Key)
            : new Permission.Forbidden($"{person.Key} is {person.Role.ToText()} and may not {deed.InWords()}: that takes {deed.LeastRole().ToText()}.");
    }
}

/// <summary>Somebody who may steer the agent.</summary>
internal sealed record Person(string Key, string Name, string? Address, PersonRole Role, string? Language = null);

/// <summary>Whether somebody may do something.</summary>
internal abstract record Permission
{
    /// <summary>They may; this is the name to remember, or null where none was needed.</summary>
    public sealed record Granted(string? By) : Permission;

    /// <summary>Nobody was named, or nobody who is known; says what was expected.</summary>
    public sealed record Unnamed(string Reason) : Permission;

    /// <summary>Their role does not reach; says which would.</summary>
    public sealed record Forbidden(string Reason) : Permission;
}

/// <summary>The roles as people write them.</summary>
internal static class PersonRoleText
{
    /// <summary>The role in lower case.</summary>
    public static string ToText(this PersonRole role) => role switch
    {
        PersonRole.Viewer => "viewer",
        PersonRole.Approver => "approver",
        PersonRole.Admin => "admin",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "No such role."),
    };
}
