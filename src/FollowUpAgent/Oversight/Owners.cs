using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Oversight;

/// <summary>Knows who answers for whom, and which mailboxes are ours. Thread-safe.</summary>
internal sealed class Owners(TasksOptions options, SequenceCatalog catalog)
{
    private readonly HashSet<string> mailboxes =
    [
        .. catalog.Senders.SelectMany(s => new[] { s.Address, s.ReplyTo })
            .Concat(catalog.All.Select(s => s.Owner))
            .Concat(options.Colleagues)
            .Append(options.Owner)
            .Select(AddressKeys.Normalise)
            .OfType<string>(),
    ];

    private readonly string field = ColumnAliases.Plain(options.OwnerField);

    /// <summary>The address of who gets a task: the contact's owner, else the sequence's, else the one of all; or null.</summary>
    public string? Of(Contact contact, string? sequence) =>
        OwnerIn(contact) ?? (sequence is null ? null : catalog.Find(sequence)?.Owner) ?? AddressKeys.Normalise(options.Owner);

    /// <summary>Whether mail from this address is a colleague's, whoever it is about.</summary>
    public bool IsOurs(string address) => mailboxes.Contains(address);

    /// <summary>The owner that an import noted at the contact, or null.</summary>
    public string? OwnerIn(Contact contact)
    {
        if (contact.Fields is "{}")
        {
            return null;
        }

        using var fields = JsonDocument.Parse(contact.Fields);
        var named = fields.RootElement.EnumerateObject().FirstOrDefault(f => ColumnAliases.Plain(f.Name) == field);
        return named.Value.ValueKind is JsonValueKind.String ? AddressKeys.Normalise(named.Value.GetString()) : null;
    }
}
