namespace FollowUpAgent.Contacts;

/// <summary>Why a contact may not be mailed, by what is known of the contact alone.</summary>
internal enum NotMailable
{
    /// <summary>No lawful basis is given.</summary>
    NoLawfulBasis,

    /// <summary>The basis is none of the known ones.</summary>
    UnknownLawfulBasis,

    /// <summary>The basis is <c>other</c>, and nothing says what.</summary>
    OtherWithoutNote,

    /// <summary>Nothing says since when the basis holds.</summary>
    BasisWithoutDate,

    /// <summary>The basis begins later.</summary>
    BasisInFuture,

    /// <summary>The data came from elsewhere, and the first mail could not name its source (GDPR Art. 14).</summary>
    ElsewhereWithoutSource,
}

/// <summary>Whether a contact may be mailed at all. Suppression is looked up apart: it is keyed by address and outlives the contact.</summary>
internal static class Mailability
{
    /// <summary>The first reason why this contact may not be mailed at this moment, or null.</summary>
    public static NotMailable? WhyNotMailable(this Contact contact, DateTimeOffset now)
    {
        if (contact.LawfulBasis is null)
        {
            return NotMailable.NoLawfulBasis;
        }

        return LawfulBasisText.Parse(contact.LawfulBasis) switch
        {
            null => NotMailable.UnknownLawfulBasis,
            LawfulBasis.Other when string.IsNullOrWhiteSpace(contact.BasisNote) => NotMailable.OtherWithoutNote,
            _ when contact.BasisAt is null => NotMailable.BasisWithoutDate,
            _ when contact.BasisAt > now => NotMailable.BasisInFuture,
            _ when contact.FromElsewhere && string.IsNullOrWhiteSpace(contact.Source) => NotMailable.ElsewhereWithoutSource,
            _ => null,
        };
    }

    /// <summary>The reason for a person, with what to do.</summary>
    public static string InWords(this NotMailable reason) => reason switch
    {
        NotMailable.NoLawfulBasis => "no lawful basis: import one (consent, customer, published or other)",
        NotMailable.UnknownLawfulBasis => "unknown lawful basis: expected consent, customer, published or other",
        NotMailable.OtherWithoutNote => "lawful basis 'other' without a note: import a basis note that says what it rests on",
        NotMailable.BasisWithoutDate => "lawful basis without a date: import a basis date that says since when it holds",
        NotMailable.BasisInFuture => "the lawful basis begins in the future: correct the basis date or wait",
        NotMailable.ElsewhereWithoutSource => "data from elsewhere without a source: import the source, the first mail must name it",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "unknown reason"),
    };
}
