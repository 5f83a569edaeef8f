namespace FollowUpAgent.Events.Mail;

/// <summary>Reads complaints in the abuse reporting format (RFC 5965).</summary>
internal static class ComplaintReader
{
    /// <summary>What the report says.</summary>
    public static Heard Read(ReceivedMail mail)
    {
        var type = mail.Feedback.Find("Feedback-Type")?.Trim().ToLowerInvariant();
        return new Heard(KindOf(type))
        {
            // The recipient is often blacked out; our Message-ID in the mail that came back is not.
            Names = [.. new[] { mail.Returned.Find("Message-ID"), mail.Feedback.Find("Original-Envelope-Id") }.OfType<string>()],
            Email = MailClassifier.AddressIn(mail.Feedback.Find("Original-Rcpt-To")),
            Detail = KindOf(type) == EventKind.Other ? "feedback that is no complaint" : null,
        };
    }

    private static string KindOf(string? type) => type switch
    {
        "abuse" or "fraud" or "virus" or "other" or "miscategorized" => EventKind.Complained,
        "opt-out" or "opt-out-list" => EventKind.Unsubscribed,
        _ => EventKind.Other,
    };
}
