using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FollowUpAgent.Contacts.Import;

/// <summary>What one row says of a contact. Null is "not said": it changes nothing.</summary>
internal sealed record ContactDraft
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The id, should the contact be new.</summary>
    public ContactId Id { get; init; }

    /// <summary>The normalised address.</summary>
    public string Address { get; init; } = "";

    /// <summary>The address' key.</summary>
    public byte[] AddressKey { get; init; } = [];

    /// <summary>The first half of the key: names the address in memory.</summary>
    public UInt128 Handle => HandleOf(AddressKey);

    /// <summary>First name.</summary>
    public string? FirstName { get; init; }

    /// <summary>Last name.</summary>
    public string? LastName { get; init; }

    /// <summary>Company.</summary>
    public string? Company { get; init; }

    /// <summary>Job title.</summary>
    public string? JobTitle { get; init; }

    /// <summary>Language code.</summary>
    public string? Language { get; init; }

    /// <summary>Country.</summary>
    public string? Country { get; init; }

    /// <summary>City.</summary>
    public string? City { get; init; }

    /// <summary>IANA time zone.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Lawful basis as text.</summary>
    public string? LawfulBasis { get; init; }

    /// <summary>What the basis rests on.</summary>
    public string? BasisNote { get; init; }

    /// <summary>Since when the basis holds.</summary>
    public DateTimeOffset? BasisAt { get; init; }

    /// <summary>Where the data came from.</summary>
    public string? Source { get; init; }

    /// <summary>Whether the data came from someone else.</summary>
    public bool? FromElsewhere { get; init; }

    /// <summary>Whether the person may be profiled.</summary>
    public bool? Profiling { get; init; }

    /// <summary>Whether the person may be tracked.</summary>
    public bool? Tracking { get; init; }

    /// <summary>Own fields that are not empty, in the order of the file.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields { get; init; } = [];

    /// <summary>The first half of an address key.</summary>
    public static UInt128 HandleOf(byte[] addressKey) => BinaryPrimitives.ReadUInt128BigEndian(addressKey);

    /// <summary>A new contact as this row and the caller's defaults describe it.</summary>
    public Contact ToContact(ContactDraft defaults, DateTimeOffset now) => ApplyTo(
        new Contact
        {
            Id = Id,
            Address = Address,
            AddressKey = AddressKey,
            Domain = Address[(Address.LastIndexOf('@') + 1)..],
            FromElsewhere = defaults.FromElsewhere ?? false,
            CreatedAt = now,
            UpdatedAt = now,
        },
        defaults);

    /// <summary>The contact with what this row says; where neither row nor contact says anything, the defaults do.</summary>
    /// <returns>A contact equal to the given one where nothing changes.</returns>
    public Contact ApplyTo(Contact contact, ContactDraft defaults) => contact with
    {
        FirstName = FirstName ?? contact.FirstName,
        LastName = LastName ?? contact.LastName,
        Company = Company ?? contact.Company,
        JobTitle = JobTitle ?? contact.JobTitle,
        Language = Language ?? contact.Language ?? defaults.Language,
        Country = Country ?? contact.Country,
        City = City ?? contact.City,
        TimeZone = TimeZone ?? contact.TimeZone ?? defaults.TimeZone,
        LawfulBasis = LawfulBasis ?? contact.LawfulBasis ?? defaults.LawfulBasis,
        BasisNote = BasisNote ?? contact.BasisNote ?? defaults.BasisNote,
        BasisAt = BasisAt ?? contact.BasisAt ?? defaults.BasisAt,
        Source = Source ?? contact.Source ?? defaults.Source,
        FromElsewhere = FromElsewhere ?? contact.FromElsewhere,
        Profiling = Profiling ?? contact.Profiling,
        Tracking = Tracking ?? contact.Tracking,
        Fields = MergeFields(contact.Fields),
    };

    private string MergeFields(string known)
    {
        if (Fields.Count == 0)
        {
            return known;
        }

        var said = new JsonObject(Fields.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value))).ToJsonString(Plain);
        if (known is "{}" || known == said)
        {
            return said;
        }

        var merged = JsonNode.Parse(known)!.AsObject();
        foreach (var (name, value) in Fields)
        {
            merged[name] = value;
        }

        return merged.ToJsonString(Plain);
    }
}
