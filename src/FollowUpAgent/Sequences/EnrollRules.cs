using FollowUpAgent.Contacts;

namespace FollowUpAgent.Sequences;

/// <summary>Who may enter a sequence. Pure.</summary>
internal static class EnrollRules
{
    /// <summary>Why this contact may not enter, or null. The words are the same for the same reason, so that they can be counted.</summary>
    public static string? WhyNot(Contact contact, SequenceDefinition definition, IEnumerable<Enrollment> earlier, bool isSuppressed, DateTimeOffset now)
    {
        if (isSuppressed)
        {
            return "suppressed";
        }

        if (contact.WhyNotMailable(now) is { } reason)
        {
            return reason.InWords();
        }

        if (contact.FromElsewhere && !definition.MailsElsewhereData)
        {
            return "data came from elsewhere, and the sequence does not mail such contacts";
        }

        return WhyNotAgain(definition, [.. earlier]);
    }

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
