using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Oversight.People;

/// <summary>Somebody who may steer the agent (<c>People:{key}</c>); the key is what <c>--by</c> names.</summary>
internal sealed class PersonOptions
{
    /// <summary>The configuration section that holds them by key. Default: nobody, and then any name counts as an admin's.</summary>
    public const string Section = "People";

    private const int LongestName = 100;

    /// <summary>The name that others see. Required: 1 to 100 letters.</summary>
    public string? Name { get; init; }

    /// <summary>Where this person gets mail of the agent: the weekly report, and of what waits for an answer. Default: nowhere.</summary>
    public string? Address { get; init; }

    /// <summary>The language of the weekly report to this person: en or nl. Default: as <c>Reports:Language</c>.</summary>
    public string? Language { get; init; }

    /// <summary>What this person may do: viewer, approver or admin, each what the ones before it may. Default: viewer.</summary>
    public PersonRole Role { get; init; }

    /// <summary>Everything that is wrong with the section.</summary>
    public static IEnumerable<Fault> Faults(IReadOnlyDictionary<string, PersonOptions?> people)
    {
        foreach (var (key, person) in people)
        {
            if (!KeyRule.Allows(key))
            {
                yield return new Fault($"{Section}:{key}", key, KeyRule.Expected);
            }

            foreach (var fault in FaultsOf($"{Section}:{key}", person ?? new PersonOptions()))
            {
                yield return fault;
            }
        }

        // Else nobody could ever end a directive or let a mailbox go on.
        if (people.Count > 0 && people.Values.All(p => p?.Role is not PersonRole.Admin))
        {
            yield return new Fault(Section, $"{people.Count} people", "at least one with the role admin");
        }
    }

    private static IEnumerable<Fault> FaultsOf(string path, PersonOptions person)
    {
        if (string.IsNullOrWhiteSpace(person.Name) || person.Name.Length > LongestName || person.Name.Any(char.IsControl))
        {
            yield return new Fault($"{path}:Name", person.Name, $"a name of 1 to {LongestName} letters");
        }

        if (!string.IsNullOrEmpty(person.Address) && AddressKeys.Normalise(person.Address) is null)
        {
            yield return new Fault($"{path}:Address", person.Address, "one plain mail address");
        }

        if (!Enum.IsDefined(person.Role))
        {
            yield return new Fault($"{path}:Role", $"{person.Role}", "one of viewer, approver, admin");
        }
    }
}

/// <summary>What a person may do; each includes the ones before it.</summary>
internal enum PersonRole
{
    /// <summary>Look, change nothing.</summary>
    Viewer,

    /// <summary>Decide about single contacts and mails, and stop the agent.</summary>
    Approver,

    /// <summary>Everything.</summary>
    Admin,
}
