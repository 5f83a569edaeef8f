namespace FollowUpAgent.Contacts;

/// <summary>A lawful basis as text: one word in the database, a few more are understood on the way in.</summary>
internal static class LawfulBasisText
{
    private static readonly Dictionary<string, LawfulBasis> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["consent"] = LawfulBasis.Consent,
        ["opt-in"] = LawfulBasis.Consent,
        ["toestemming"] = LawfulBasis.Consent,
        ["customer"] = LawfulBasis.Customer,
        ["existing customer"] = LawfulBasis.Customer,
        ["klant"] = LawfulBasis.Customer,
        ["bestaande klant"] = LawfulBasis.Customer,
        ["published"] = LawfulBasis.Published,
        ["gepubliceerd"] = LawfulBasis.Published,
        ["other"] = LawfulBasis.Other,
        ["anders"] = LawfulBasis.Other,
        ["overig"] = LawfulBasis.Other,
    };

    /// <summary>The word in database and CSV.</summary>
    public static string ToText(this LawfulBasis basis) => basis switch
    {
        LawfulBasis.Consent => "consent",
        LawfulBasis.Customer => "customer",
        LawfulBasis.Published => "published",
        LawfulBasis.Other => "other",
        _ => throw new ArgumentOutOfRangeException(nameof(basis), basis, "unknown lawful basis"),
    };

    /// <summary>The basis that a word means, in English or Dutch; null where it means none.</summary>
    public static LawfulBasis? Parse(string? text) => Words.TryGetValue(text?.Trim() ?? "", out var basis) ? basis : null;
}
