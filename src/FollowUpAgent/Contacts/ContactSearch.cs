using FollowUpAgent.Storage;

namespace FollowUpAgent.Contacts;

/// <summary>Finds contacts: by what names one, or page by page through all of them.</summary>
internal static class ContactSearch
{
    private const int Stretch = 2_000;
    private const int MostStretches = 10;

    /// <summary>The contact that an address or an id names, or null.</summary>
    public static async Task<Contact?> FindContactAsync(this Session session, string text, AddressKeys addresses) => Guid.TryParse(text, out var id)
        ? await session.FindContactAsync(new ContactId(id))
        : AddressKeys.Normalise(text) is { } address ? await session.FindContactAsync(addresses.KeyOf(address)) : null;

    /// <summary>
    /// The next contacts in the order of ids, those alone in which a text occurs. Looks at no more than 20,000: of many contacts a page may hold few or
    /// none, and go on. Compared here, not by the database: what a wild card is differs there, and so does which letters are the same.
    /// </summary>
    public static async Task<FoundContacts> SearchContactsAsync(this Session session, ContactId after, string? text, int most)
    {
        List<Contact> found = [];
        for (var stretch = 0; stretch < MostStretches; stretch++)
        {
            var size = text is null ? most + 1 : Stretch;
            var read = await session.ReadContactsAsync(after, size);
            foreach (var contact in read.Where(c => text is null || Holds(c, text)))
            {
                if (found.Count == most)
                {
                    return new FoundContacts(found, found[^1].Id);
                }

                found.Add(contact);
            }

            if (read.Count < size)
            {
                return new FoundContacts(found, null);
            }

            after = read[^1].Id;
        }

        return new FoundContacts(found, after);
    }

    private static bool Holds(Contact contact, string text) =>
        Holds(contact.Address, text) || Holds($"{contact.FirstName} {contact.LastName}", text) || Holds(contact.Company, text);

    private static bool Holds(string? where, string text) => where?.Contains(text, StringComparison.OrdinalIgnoreCase) is true;
}

/// <summary>Some contacts.</summary>
/// <param name="Found">The contacts.</param>
/// <param name="Last">The id after which to go on; null where there is no more.</param>
internal sealed record FoundContacts(IReadOnlyList<Contact> Found, ContactId? Last);
