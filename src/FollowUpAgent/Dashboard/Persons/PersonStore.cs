using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dashboard.Persons;

/// <summary>The SQL of the pages of contacts: the end of an index, or one contact's rows. Not their groups: who answers for a contact is not to know it.</summary>
internal static class PersonStore
{
    private const string Columns = "id, address, first_name, last_name, company, time_zone, created_at";

    /// <summary>Contacts before this one, newest first.</summary>
    public static Task<List<PersonRow>> FindPersonsAsync(this Session session, Guid before, int most) => session.QueryAsync<PersonRow>(
        $"SELECT {Columns} FROM contact WHERE id < @before ORDER BY id DESC LIMIT @most", new { before, most });

    /// <summary>Some contacts of a company, by its name or its domain. Not sorted: a domain may be that of a million mailboxes.</summary>
    public static async Task<List<PersonRow>> FindPersonsOfAsync(this Session session, string? company, string domain, int most)
    {
        var named = company is null ? [] : await session.QueryAsync<PersonRow>($"SELECT {Columns} FROM contact WHERE company_key = @company LIMIT @most", new { company, most });
        var there = await session.QueryAsync<PersonRow>($"SELECT {Columns} FROM contact WHERE company_domain = @domain LIMIT @most", new { domain, most });
        return [.. named.Concat(there).DistinctBy(p => p.Id).Take(most)];
    }

    /// <summary>What was heard of a contact, newest first.</summary>
    public static Task<List<HeardRow>> FindHeardAsync(this Session session, ContactId contact, int most) => session.QueryAsync<HeardRow>(
        "SELECT kind, machine, occurred_at FROM event WHERE contact_id = @contact ORDER BY occurred_at DESC LIMIT @most", new { contact, most });
}

/// <summary>A contact of a list.</summary>
internal sealed class PersonRow
{
    public ContactId Id { get; set; }

    public string Address { get; set; } = "";

    public string? FirstName { get; set; }

    public string? LastName { get; set; }

    public string? Company { get; set; }

    public string? TimeZone { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>First and last name.</summary>
    public string Name => $"{FirstName} {LastName}".Trim();
}

/// <summary>Something that was heard of a contact.</summary>
internal sealed class HeardRow
{
    public string Kind { get; set; } = "";

    public bool Machine { get; set; }

    public DateTimeOffset OccurredAt { get; set; }
}
