using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Oversight;

/// <summary>Who answers where the agent should not, and how long it keeps quiet then (<c>Tasks</c>).</summary>
internal sealed class TasksOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Tasks";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>The address of who gets tasks that no contact's and no sequence's owner gets. Default: nobody, they are listed and no mail is sent.</summary>
    public string? Owner { get; init; }

    /// <summary>The contacts' own field that names their owner by address; a column of the import. Default: owner.</summary>
    public string OwnerField { get; init; } = "owner";

    /// <summary>How long the agent writes nothing to a contact after a person answered them, 0 to 365 days. Default: 14 days.</summary>
    public TimeSpan QuietAfterAnswer { get; init; } = TimeSpan.FromDays(14);

    /// <summary>The longest that an out-of-office reply moves the next step, 1 to 365 days. Default: 60 days.</summary>
    public TimeSpan LongestAbsence { get; init; } = TimeSpan.FromDays(60);

    /// <summary>Further addresses from which people here write to contacts, beside senders and owners: a mail from them is no contact's reply. Default: none.</summary>
    public string[] Colleagues { get; init; } = [];

    /// <summary>Everything that is wrong with the section.</summary>
    public IEnumerable<Fault> Faults()
    {
        foreach (var (key, address) in Colleagues.Select((c, i) => ($"{Section}:Colleagues:{i}", (string?)c)).Append(($"{Section}:Owner", Owner)))
        {
            if (!string.IsNullOrEmpty(address) && AddressKeys.Normalise(address) is null)
            {
                yield return new Fault(key, address, "one plain mail address");
            }
        }

        if (string.IsNullOrWhiteSpace(OwnerField))
        {
            yield return new Fault($"{Section}:OwnerField", OwnerField, "the name of a column, as in owner");
        }

        if (QuietAfterAnswer < TimeSpan.Zero || QuietAfterAnswer > Longest)
        {
            yield return new Fault($"{Section}:QuietAfterAnswer", $"{QuietAfterAnswer}", "0 to 365 days, as in 14.00:00:00");
        }

        if (LongestAbsence < TimeSpan.FromDays(1) || LongestAbsence > Longest)
        {
            yield return new Fault($"{Section}:LongestAbsence", $"{LongestAbsence}", "1 to 365 days, as in 60.00:00:00");
        }
    }
}
