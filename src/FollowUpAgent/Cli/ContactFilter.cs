using FollowUpAgent.Contacts;
using FollowUpAgent.Dispatch;

namespace FollowUpAgent.Cli;

/// <summary>Contacts with certain values, as <c>--where field=value</c> asks for them. All conditions must hold; case does not matter.</summary>
internal sealed class ContactFilter
{
    private readonly IReadOnlyList<(string Field, string Value)> conditions;
    private readonly HashSet<string> unseen;

    private ContactFilter(IReadOnlyList<(string Field, string Value)> conditions)
    {
        this.conditions = conditions;
        unseen = new HashSet<string>(conditions.Select(c => c.Field), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Reads the conditions.</summary>
    /// <exception cref="VerbException">One is not of the form field=value.</exception>
    public static ContactFilter Parse(IEnumerable<string> texts) => new([.. texts.Select(text =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
            ? (text[..at].Trim(), text[(at + 1)..].Trim())
            : throw new VerbException($"--where is '{text}': expected field=value, as in language=nl.", ExitCode.WrongUsage))]);

    /// <summary>Whether there was any contact to judge.</summary>
    public bool SawAny { get; private set; }

    /// <summary>Whether all conditions hold for this contact.</summary>
    public bool Allows(Contact contact)
    {
        SawAny = true;
        if (conditions.Count == 0)
        {
            return true;
        }

        var fields = FieldsOf(contact);
        unseen.RemoveWhere(fields.ContainsKey);
        return conditions.All(c =>
            fields.TryGetValue(c.Field, out var value) && string.Equals(value?.ToString() ?? "", c.Value, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Refuses fields that no contact has: a misspelt one would quietly let nobody through.</summary>
    public void CheckFields()
    {
        if (SawAny && unseen.Count > 0)
        {
            throw new VerbException($"No contact has a field '{string.Join("', '", unseen)}'. Nobody was enrolled.", ExitCode.WrongUsage);
        }
    }

    private static Dictionary<string, object?> FieldsOf(Contact contact) =>
        new(ContactFields.Of(contact), StringComparer.OrdinalIgnoreCase)
        {
            ["domain"] = contact.Domain,
            ["timeZone"] = contact.TimeZone,
            ["lawfulBasis"] = contact.LawfulBasis,
            ["source"] = contact.Source,
            ["group"] = contact.GroupName,
        };
}
