using FollowUpAgent.Contacts;

namespace FollowUpAgent.Sequences;

/// <summary>Who may enter a sequence. Pure.</summary>
internal static class EnrollRules
{
    /// <summary>Why this contact may not enter, or null. The words are the same for the same reason, so that they can be counted.</summary>
    public static string? WhyNot(Contact contact, SequenceDefinition definition, IEnumerable<Enrollment> earlier, bool isSuppressed)
    {
        if (isSuppressed)
        {
            return "suppressed";
        }

        if (WhyNotLawful(contact) is { } unlawful)
        {
            return unlawful;
        }

        if (contact.FromElsewhere && !definition.MailsElsewhereData)
        {
            return "data came from elsewhere, and the sequence does not mail such contacts";
        }

        if (contact.FromElsewhere && string.IsNullOrWhiteSpace(contact.Source))
        {
            return "data came from elsewhere, and no source is known to name in the first mail";
        }

        return WhyNotAgain(definition, [.. earlier]);
    }

    private static string? WhyNotLawful(Contact contact) => contact switch
    {
        { LawfulBasis: null } => "no lawful basis",
        { BasisAt: null } => "the lawful basis has no date",
        { Source: null } => "no source of the data is recorded",
        { LawfulBasis: "other", BasisNote: null } => "the lawful basis 'other' has no note",
        _ => null,
    };

    private static string? WhyNotAgain(SequenceDefinition definition, List<Enrollment> earlier)
    {
        var ended = EnrollmentState.Ended.ToText();
        if (earlier.Exists(e => e.Sequence == definition.Key && e.State != ended))
        {
            return "is in this sequence already";
        }

        if (earlier.Exists(e => e.Sequence == definition.Key) && definition.Reentry is Reentry.Never)
        {
            return "was in this sequence before";
        }

        return definition.IsExclusive && earlier.Exists(e => e.State != ended) ? "is in another sequence" : null;
    }
}
