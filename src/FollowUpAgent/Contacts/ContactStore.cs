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

    // By which colleagues are found; worked out from the others, so that nobody reads them.
    private const string Derived = "company_domain, company_key";

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

    /// <summary>The contacts with these address keys, in no order.</summary>
    public static Task<List<Contact>> FindContactsAsync(this Session session, IEnumerable<byte[]> addressKeys) =>
        session.QueryManyAsync<Contact>($"SELECT {Columns} FROM contact WHERE {session.Dialect.InKeys("address_key", "keys")}", addressKeys);

    /// <summary>The contacts with these address keys, held until the transaction ends: nobody else changes them meanwhile.</summary>
    public static Task<List<Contact>> HoldContactsAsync(this Session session, IEnumerable<byte[]> addressKeys) =>
        session.QueryManyAsync<Contact>(
            // In the order of the key, so that two imports never wait for each other.
            $"SELECT {Columns} FROM contact WHERE {session.Dialect.InKeys("address_key", "keys")} ORDER BY address_key {session.Dialect.ForUpdate}",
            addressKeys);

    /// <summary>Adds contacts, except those whose address is known.</summary>
    /// <returns>How many were added.</returns>
    public static Task<int> AddContactsAsync(this Session session, IEnumerable<Contact> contacts) => session.InsertManyAsync(
        new BulkRows("contact", ColumnNames, [.. contacts.OrderBy(c => c.AddressKey, ByBytes).Select(ToRow)]));

    /// <summary>Writes what an import may change of contacts: everything but address, group and time of arrival.</summary>
    public static Task<int> UpdateContactsAsync(this Session session, IEnumerable<Contact> contacts) => session.UpdateManyAsync(
        new BulkRows("contact", Changeable, [.. contacts.OrderBy(c => c.AddressKey, ByBytes).Select(ToChangeableRow)]));

    /// <summary>Removes a contact; the suppression list is left alone.</summary>
    public static Task<int> RemoveContactAsync(this Session session, ContactId id) =>
        session.ExecuteAsync("DELETE FROM contact WHERE id = @id", new { id });

    private const string Add =
        $"""
        INSERT INTO contact ({Columns}, {Derived})
        VALUES (@Id, @AddressKey, @Address, @Domain, @FirstName, @LastName, @Company, @JobTitle, @Language, @Country, @City, @TimeZone, @Fields,
                @LawfulBasis, @BasisNote, @BasisAt, @Source, @FromElsewhere, @Profiling, @Tracking, @GroupName, @CreatedAt, @UpdatedAt,
                @CompanyDomain, @CompanyKey)
        ON CONFLICT (address_key) DO NOTHING
        """;

    private static readonly string[] ColumnNames = [.. $"{Columns}, {Derived}".Split(',').Select(c => c.Trim())];

    private static readonly string[] Fixed = ["address_key", "address", "domain", "company_domain", "group_name", "created_at"];

    private static readonly string[] Changeable = [.. ColumnNames.Except(Fixed)];

    private static readonly int[] ChangeablePlaces = [.. Changeable.Select(c => Array.IndexOf(ColumnNames, c))];

    private static readonly Comparer<byte[]> ByBytes = Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));

    // In the order of Columns.
    private static object?[] ToRow(Contact c) =>
    [
        c.Id.Value, c.AddressKey, c.Address, c.Domain, c.FirstName, c.LastName, c.Company, c.JobTitle, c.Language, c.Country, c.City, c.TimeZone,
        c.Fields, c.LawfulBasis, c.BasisNote, c.BasisAt is { } at ? Micros.From(at) : null, c.Source, c.FromElsewhere, c.Profiling, c.Tracking,
        c.GroupName, Micros.From(c.CreatedAt), Micros.From(c.UpdatedAt), c.CompanyDomain, c.CompanyKey,
    ];

    private static object?[] ToChangeableRow(Contact contact)
    {
        var row = ToRow(contact);
        return [.. ChangeablePlaces.Select(i => row[i])];
    }
}
