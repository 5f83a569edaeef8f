namespace FollowUpAgent.Contacts;

/// <summary>A person whom the agent may follow up, as the database holds them.</summary>
internal sealed record Contact
{
    /// <summary>The contact's id.</summary>
    public ContactId Id { get; init; }

    /// <summary>HMAC of the normalised address: makes a repeat harmless and outlives erasure in the suppression list.</summary>
    public byte[] AddressKey { get; init; } = [];

    /// <summary>The mail address, normalised.</summary>
    public string Address { get; init; } = "";

    /// <summary>The domain of the address, in ASCII.</summary>
    public string Domain { get; init; } = "";

    /// <summary>First name, or null.</summary>
    public string? FirstName { get; init; }

    /// <summary>Last name, or null.</summary>
    public string? LastName { get; init; }

    /// <summary>Company, or null.</summary>
    public string? Company { get; init; }

    /// <summary>Job title, or null.</summary>
    public string? JobTitle { get; init; }

    /// <summary>Two-letter language (ISO 639-1) in lower case, or null for the sequence's default.</summary>
    public string? Language { get; init; }

    /// <summary>Country as given, or null.</summary>
    public string? Country { get; init; }

    /// <summary>City as given, or null.</summary>
    public string? City { get; init; }

    /// <summary>IANA time zone, or null for the sequence's default.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Every other column of the import, as a JSON object of name to text.</summary>
    public string Fields { get; init; } = "{}";

    /// <summary>Why this person may be mailed (<see cref="Contacts.LawfulBasis"/> as text), or null: enrolling is then refused.</summary>
    public string? LawfulBasis { get; init; }

    /// <summary>What the basis rests on, where it needs words.</summary>
    public string? BasisNote { get; init; }

    /// <summary>Since when the basis holds.</summary>
    public DateTimeOffset? BasisAt { get; init; }

    /// <summary>Where the data came from.</summary>
    public string? Source { get; init; }

    /// <summary>True where the data did not come from the person: the first mail must name the source (GDPR Art. 14).</summary>
    public bool FromElsewhere { get; init; }

    /// <summary>False where the person does not want to be profiled: baseline, and no features in learning (GDPR Art. 21).</summary>
    public bool Profiling { get; init; } = true;

    /// <summary>Whether opens and clicks of this person may be tracked; null where nobody asked.</summary>
    public bool? Tracking { get; init; }

    /// <summary>The group (treatment, control, baseline, holdout), fixed at the first enrollment; null before it.</summary>
    public string? GroupName { get; init; }

    /// <summary>The registered domain of the address: colleagues share it, unless it is a mail provider's.</summary>
    public string CompanyDomain => CompanyNames.RegisteredDomain(Domain);

    /// <summary>The company as it is compared, or null.</summary>
    public string? CompanyKey => CompanyNames.KeyOf(Company);

    /// <summary>When the contact was first imported.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When an import last changed something.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Why a person may be mailed (GDPR Art. 6, ePrivacy Art. 13); text in database and CSV: consent, customer, published, other.</summary>
internal enum LawfulBasis
{
    /// <summary>The person asked for it.</summary>
    Consent,

    /// <summary>An existing customer, own similar products.</summary>
    Customer,

    /// <summary>An address published for this purpose.</summary>
    Published,

    /// <summary>Something else, with a note that says what.</summary>
    Other,
}
