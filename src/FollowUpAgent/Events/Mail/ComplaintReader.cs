using System.Text;
using System.Text.RegularExpressions;

namespace FollowUpAgent.Events.Mail;

/// <summary>Reads complaints in the abuse reporting format (RFC 5965), also where its fields stand in plain text.</summary>
internal static partial class ComplaintReader
{
    /// <summary>What a complaint says, or null where the mail is none.</summary>
    public static Complaint? Read(ReceivedMail mail)
    {
        var fields = mail.Feedback;
        if (fields.Find("Feedback-Type") is null)
        {
            var at = Fields().Match(mail.AllText);
            fields = at.Success && (mail.ReportType == "feedback-report" || mail.AllText.Contains("User-Agent:", StringComparison.OrdinalIgnoreCase))
                ? HeaderBlock.Read(Encoding.UTF8.GetBytes(mail.AllText[at.Index..]), out _)
                : [];
        }

        if (fields.Count == 0 && mail.Feedback.Count == 0 && mail.ReportType != "feedback-report")
        {
            return NotificationMail.ComplaintIn(mail) ?? OfOutlook(mail);
        }

        return new Complaint(fields.Find("Feedback-Type")?.Trim().Split(' ', ';')[0].ToLowerInvariant() ?? "unknown")
        {
            // The recipient is often blacked out; our Message-ID in the mail that came back is not.
            Names = [.. new[] { mail.Returned.Find("Message-ID"), fields.Find("Original-Envelope-Id") }.OfType<string>()],
            Recipient = AddressOf(fields.Find("Original-Rcpt-To")) ?? AddressOf(fields.Find("Removal-Recipient")),
        };
    }

    // Microsoft's junk mail programme sends the mail itself, with the recipient in a header of its own.
    private static Complaint? OfOutlook(ReceivedMail mail) =>
        mail.Returned.Find("X-HmXmrOriginalRecipient") is not null || (mail.Find("Subject") ?? "").Contains("complaint about message from", StringComparison.OrdinalIgnoreCase)
            ? new Complaint("abuse") { Recipient = AddressOf(mail.Returned.Find("X-HmXmrOriginalRecipient") ?? mail.Returned.Find("To")), Names = [.. new[] { mail.Returned.Find("Message-ID") }.OfType<string>()] }
            : null;

    private static string? AddressOf(string? field) =>
        MailClassifier.AddressIn(field is null ? null : field[(field.IndexOf(';', StringComparison.Ordinal) + 1)..]) is { Length: > 0 } address ? address : null;

    [GeneratedRegex(@"^Feedback-Type[ \t]*:[ \t]*\S", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Fields();
}

/// <summary>A complaint, or another report of the same form.</summary>
/// <param name="Type">Its type, as in abuse.</param>
internal sealed record Complaint(string Type)
{
    /// <summary>The names of the mail it is about.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Who complained, or null where that is blacked out.</summary>
    public string? Recipient { get; init; }

    /// <summary>What follows from it; see <see cref="EventKind"/>. A report that a mail was no spam is no complaint, and one of a failed check is about us.</summary>
    public string Kind => Type switch
    {
        "abuse" or "fraud" or "virus" or "other" or "miscategorized" => EventKind.Complained,
        "opt-out" or "opt-out-list" => EventKind.Unsubscribed,
        _ => EventKind.Other,
    };
}
