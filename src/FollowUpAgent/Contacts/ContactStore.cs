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

    /// <summary>The contact with this address key, or null.</summary>
    public static Task<Contact?> FindContactAsync(this Session session, byte[] addressKey) =>
        session.QuerySingleOrDefaultAsync<Contact>($"SELECT {Columns} FROM contact WHERE address_key = @addressKey", new { addressKey });

    /// <summary>The contacts with these ids, in no order.</summary>
    public static Task<List<Contact>> FindContactsAsync(this Session session, IEnumerable<ContactId> ids) =>
        session.QueryAsync<Contact>(
            $"SELECT {Columns} FROM contact WHERE {session.Dialect.In("id", "ids")}", new { ids = ids.Select(i => i.Value).ToArray() });

    /// <summary>Fixes the group of a contact that has none yet.</summary>
    public static Task<int> FixGroupAsync(this Session session, ContactId id, string group) =>
        session.ExecuteAsync("UPDATE contact SET group_name = @group WHERE id = @id AND group_name IS NULL", new { id, group });

    private const string Add =
        $"""
        INSERT INTO contact ({Columns})
        VALUES (@Id, @AddressKey, @Address, @Domain, @FirstName, @LastName, @Company, @JobTitle, @Language, @Country, @City, @TimeZone, @Fields,
                @LawfulBasis, @BasisNote, @BasisAt, @Source, @FromElsewhere, @Profiling, @Tracking, @GroupName, @CreatedAt, @UpdatedAt)
        ON CONFLICT (address_key) DO NOTHING
        """;
}
