namespace FollowUpAgent.Contacts.Import;

/// <summary>The headers that are understood without configuration, in English and Dutch.</summary>
internal static class ColumnAliases
{
    // "Address" and "title" are not here: they are more often a street and "Mrs". Nor is "consent": it may mean the basis or tracking.
    private static readonly Dictionary<ContactField, string[]> Headers = new()
    {
        [ContactField.Address] =
        [
            "email", "email address", "mail", "mail address", "contact email", "work email", "business email", "emailadres", "mailadres",
            "zakelijke email",
        ],
        [ContactField.FirstName] = ["first name", "given name", "forename", "voornaam", "roepnaam"],
        [ContactField.LastName] = ["last name", "family name", "surname", "achternaam", "familienaam"],
        [ContactField.Company] =
        [
            "company", "company name", "organisation", "organization", "organisation name", "organization name", "account name", "employer",
            "bedrijf", "bedrijfsnaam", "organisatie", "werkgever",
        ],
        [ContactField.JobTitle] = ["job title", "job", "position", "role", "functie", "functietitel", "rol", "beroep"],
        [ContactField.Language] = ["language", "language code", "preferred language", "lang", "locale", "taal", "taalcode", "voorkeurstaal"],
        [ContactField.Country] = ["country", "country code", "land", "landcode"],
        [ContactField.City] = ["city", "town", "stad", "plaats", "woonplaats", "vestigingsplaats"],
        [ContactField.TimeZone] = ["time zone", "tz", "iana time zone", "tijdzone"],
        [ContactField.LawfulBasis] =
            ["lawful basis", "legal basis", "basis", "gdpr basis", "grondslag", "rechtsgrond", "wettelijke grondslag", "avg grondslag"],
        [ContactField.BasisNote] =
            ["basis note", "lawful basis note", "legal basis note", "grondslag toelichting", "toelichting grondslag"],
        [ContactField.BasisDate] =
        [
            "basis date", "basis since", "basis at", "lawful basis date", "consent date", "opt in date", "grondslagdatum", "datum grondslag",
            "toestemmingsdatum", "datum toestemming",
        ],
        [ContactField.Source] = ["source", "data source", "lead source", "bron", "herkomst"],
        [ContactField.FromElsewhere] = ["from elsewhere", "third party", "third party data", "van elders", "via derden"],
        [ContactField.Profiling] = ["profiling", "profiling allowed", "may profile", "profilering", "profilering toegestaan"],
        [ContactField.Tracking] =
        [
            "tracking", "tracking consent", "consent to tracking", "tracking allowed", "may track", "toestemming tracking", "tracking toegestaan",
            "meten toegestaan",
        ],
        // As HubSpot, Salesforce, Zoho, Pipedrive and newsletter tools export it.
        [ContactField.DoNotMail] =
        [
            "do not email", "do not mail", "unsubscribed", "unsubscribed from all email", "unsubscribed from email", "opted out", "opt out",
            "opted out of email", "has opted out of email", "email opt out", "email opted out", "no email", "niet mailen", "geen mail",
            "uitgeschreven", "afgemeld", "opt out email",
        ],
    };

    private static readonly Dictionary<string, ContactField> Fields =
        Headers.SelectMany(h => h.Value.Select(alias => (alias, field: h.Key))).ToDictionary(a => Plain(a.alias), a => a.field);

    /// <summary>The field that a header means, or null.</summary>
    public static ContactField? Find(string header) => Fields.TryGetValue(Plain(header), out var field) ? field : null;

    /// <summary>A header without what people write differently: case, spaces, underscores and other marks.</summary>
    public static string Plain(string header)
    {
        var plain = string.Concat(header.Where(char.IsLetterOrDigit)).ToLowerInvariant();
        return plain.Length > 0 ? plain : header.Trim();
    }

    /// <summary>The field's name for a person, which is also understood as a header.</summary>
    public static string NameOf(ContactField field) => Headers[field][0];
}
