using FollowUpAgent.Events.Providers;

namespace FollowUpAgent.Events.Mail;

/// <summary>Reads notifications of Amazon SES that a topic sends by mail: their text begins with the JSON that a webhook would get.</summary>
internal static class NotificationMail
{
    /// <summary>What one says of the first recipient, or null where the mail is none.</summary>
    public static ProviderEvent? Read(ReceivedMail mail)
    {
        var text = mail.AllText.TrimStart();
        if (!text.StartsWith('{') || !text.Contains("notificationType", StringComparison.Ordinal))
        {
            return null;
        }

        // Behind it stands how to leave the topic; long lines were broken, also inside its texts.
        text = text[..(text.LastIndexOf('}') + 1)];
        var json = JsonFields.TryParseText(text) ?? JsonFields.TryParseText(text.ReplaceLineEndings("\n").Replace("\n ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));
        return json is { } said && SesMessage.EventsIn(said, mail.Find("x-amz-sns-message-id") ?? mail.Find("Message-ID") ?? "") is [var first, ..] ? first : null;
    }

    /// <summary>The bounce that it reports, or null.</summary>
    public static BounceReport? BounceIn(ReceivedMail mail) => Read(mail) is { Type: EventKind.Bounced } e
        ? new BounceReport(e.Type, ClassOf(e)) { Status = e.StatusCode, Diagnostic = e.Reason, Recipient = e.Recipient }
        : null;

    /// <summary>The complaint that it reports, or null.</summary>
    public static Complaint? ComplaintIn(ReceivedMail mail) => Read(mail) is { Type: EventKind.Complained } e
        ? new Complaint(e.Subtype is "Complaint" or null ? "abuse" : e.Subtype) { Recipient = e.Recipient, Names = [.. e.Names.OfType<string>()] }
        : null;

    private static BounceClass ClassOf(ProviderEvent e) => BounceRules.Of(e.Reason, e.StatusCode) is var told and not BounceClass.Undetermined
        ? told
        : e.Bounce ?? BounceClass.Undetermined;
}
