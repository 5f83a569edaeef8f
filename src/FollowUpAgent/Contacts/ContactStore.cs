using FollowUpAgent.Storage;

namespace FollowUpAgent.Contacts;

/// <summary>The contacts' SQL. Works inside the caller's session, so that rooms can join it to their own writes.</summary>
internal static class ContactStore
{
    private const string Columns =
        """
        id, address_key, address, domain, first_name, last_name, company, job_title, language, country, city, time_zone, fields,
        lawful_basis, basis_note, basis_at, source, from_elsewhere, profiling, tracking, group_name, created_at, updated_at
        """;

    /// <summary>Adds a contact, unless its address is known.</summary>
    /// <returns>True if it was added.</returns>
    public static async Task<bool> AddContactAsync(this Session session, Contact contact) =>
        await session.ExecuteAsync(Add, contact) == 1;

    /// <summary>The contact with this id, or null.</summary>
    public static Task<Contact?> FindContactAsync(this Session session, ContactId id) =>
        session.QuerySingleOrDefaultAsync<Contact>($"SELECT {Columns} FROM contact WHERE id = @id", new { id });

    /// <summary>The contact with this id, or null; until the transaction ends, no message to it passes commit A.</summary>
    public static Task<Contact?> LockContactAsync(this Session session, ContactId id) =>
        session.QuerySingleOrDefaultAsync<Contact>($"SELECT {Columns} FROM contact WHERE id = @id {session.Dialect.ForUpdate}", new { id });

    /// <summary>The contact with this address key, or null.</summary>
    public static Task<Contact?> FindContactAsync(this Session session, byte[] addressKey) =>
        session.QuerySingleOrDefaultAsync<Contact>($"SELECT {Columns} FROM contact WHERE address_key = @addressKey", new { addressKey });

    /// <summary>The contacts with these ids, in no order.</summary>
    public static Task<List<Contact>> FindContactsAsync(this Session session, IEnumerable<ContactId> ids) =>
        session.QueryAsync<Contact>(
            $"SELECT {Columns} FROM contact WHERE {session.Dialect.In("id", "ids")}", new { ids = ids.Select(i => i.Value).ToArray() });

    /// <summary>The next contacts after this id, in the order of ids.</summary>
    public static Task<List<Contact>> ReadContactsAsync(this Session session, ContactId after, int most) =>
        session.QueryAsync<Contact>($"SELECT {Columns} FROM contact WHERE id > @after ORDER BY id LIMIT @most", new { after, most });

    /// <summary>Fixes the group of those of these contacts that have none yet.</summary>
    public static Task<int> FixGroupAsync(this Session session, IEnumerable<ContactId> contacts, string group) => session.ExecuteAsync(
        $"UPDATE contact SET group_name = @group WHERE group_name IS NULL AND {session.Dialect.In("id", "ids")}",
        new { ids = contacts.Select(i => i.Value).ToArray(), group });

    private const string Add =
        $"""
        INSERT INTO contact ({Columns})
        VALUES (@Id, @AddressKey, @Address, @Domain, @FirstName, @LastName, @Company, @JobTitle, @Language, @Country, @City, @TimeZone, @Fields,
                @LawfulBasis, @BasisNote, @BasisAt, @Source, @FromElsewhere, @Profiling, @Tracking, @GroupName, @CreatedAt, @UpdatedAt)
        ON CONFLICT (address_key) DO NOTHING
        """;
}
