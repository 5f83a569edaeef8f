using System.Text;

namespace FollowUpAgent.Contacts;

/// <summary>Says which people belong to one company: by the domain that somebody registered, or by the company's name as people write it. Pure.</summary>
internal static class CompanyNames
{
    // What follows a name and is none: "Acme B.V." and "Acme" are one company.
    private static readonly HashSet<string> LegalForms = new(StringComparer.Ordinal)
    {
        "ab", "ag", "aps", "as", "bv", "bvba", "co", "company", "corp", "corporation", "cv", "eood", "gmbh", "group", "holding", "inc", "incorporated", "kft", "kg",
        "limited", "llc", "llp", "ltd", "nv", "oy", "plc", "pty", "sa", "sarl", "sas", "sl", "spa", "srl", "sro", "vof", "vzw", "zoo",
    };

    // Not the Public Suffix List, which nobody ships for offline use and which changes weekly: the second levels under which companies of a country
    // register. One that is missing here makes strangers of that country colleagues, so the list would rather be too long.
    private static readonly HashSet<string> SecondLevels = new(StringComparer.Ordinal)
    {
        "ac", "co", "com", "edu", "gob", "gouv", "gov", "govt", "gv", "id", "ind", "ltd", "me", "mil", "ne", "net", "nhs", "nom", "or", "org", "plc",
        "police", "sch", "web",
    };

    private static readonly HashSet<string> Suffixes = new(StringComparer.Ordinal)
    {
        "azurewebsites.net", "blogspot.com", "eu.com", "github.io", "herokuapp.com", "netlify.app", "onmicrosoft.com", "pages.dev", "uk.com", "us.com",
        "vercel.app", "wordpress.com",
    };

    /// <summary>The domain that somebody registered: <c>acme.co.uk</c> of <c>mail.acme.co.uk</c>.</summary>
    public static string RegisteredDomain(string domain)
    {
        var labels = domain.ToLowerInvariant().Split('.');
        var suffix = labels.Length >= 2 && (Suffixes.Contains($"{labels[^2]}.{labels[^1]}") || (labels[^1].Length == 2 && SecondLevels.Contains(labels[^2]))) ? 2 : 1;
        return string.Join('.', labels.TakeLast(suffix + 1));
    }

    /// <summary>A company's name without what people write differently: case, marks, legal form. Null where nothing is left.</summary>
    public static string? KeyOf(string? company)
    {
        // "B.V." is one word; other marks part words.
        var plain = new StringBuilder();
        foreach (var letter in (company ?? "").ToLowerInvariant().Where(l => l is not ('.' or '\'' or '’')))
        {
            plain.Append(char.IsLetterOrDigit(letter) ? letter : ' ');
        }

        var words = plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        while (words.Count > 1 && LegalForms.Contains(words[^1]))
        {
            words.RemoveAt(words.Count - 1);
        }

        return words.Count == 0 ? null : string.Join(' ', words);
    }
}
