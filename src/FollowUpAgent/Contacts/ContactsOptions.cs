using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Contacts;

/// <summary>How files of contacts are read (<c>Contacts</c>).</summary>
internal sealed class ContactsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Contacts";

    /// <summary>
    /// What headers mean, beyond those that are understood already: header to standard field, as in <c>"Klantmail": "email"</c>. A header may
    /// also become an own field (<c>fields.revenue</c>) or be left out (<c>-</c>). Case, spaces and underscores do not matter. Default: none.
    /// </summary>
    public Dictionary<string, string> Columns { get; init; } = [];

    /// <summary>Whether columns with any other header are kept as own fields of the contact, for use in templates. Default: true.</summary>
    public bool KeepUnknownColumns { get; init; } = true;

    /// <summary>How many rows share a transaction. Default: 2000; 100 to 10,000.</summary>
    public int BatchRows { get; init; } = 2_000;

    /// <summary>Everything that is wrong with the section.</summary>
    public IEnumerable<Fault> Faults()
    {
        if (BatchRows is < 100 or > 10_000)
        {
            yield return new Fault($"{Section}:BatchRows", $"{BatchRows}", "100 to 10000");
        }

        foreach (var (header, target) in Columns.Where(c => ColumnTarget.Parse(c.Value) is null))
        {
            yield return new Fault($"{Section}:Columns:{header}", target, ColumnTarget.Expected);
        }
    }
}
