using System.Text.RegularExpressions;

namespace FollowUpAgent.Events.Mail;

/// <summary>Reads delivery reports: by the standard (RFC 3464), and the free words of servers that do not keep it.</summary>
internal static partial class BounceReader
{
    private const int MostRead = 8000;
    private static readonly string[] Senders = ["mailer-daemon", "postmaster"];

    /// <summary>One event a recipient.</summary>
    public static IReadOnlyList<Heard> Read(ReceivedMail mail)
    {
        var names = NamesOf(mail);
        return [.. mail.DeliveryStatus.Skip(1).Where(g => g.Find("Action") is not null || g.Find("Status") is not null).Select(recipient => Of(recipient, names))];
    }

    /// <summary>A bounce that no machine was meant to read, if it surely is one and names our mail; else null.</summary>
    public static Heard? ReadUnstructured(ReceivedMail mail)
    {
        var mailbox = MailClassifier.AddressIn(mail.Find("From"))?.Split('@')[0].ToLowerInvariant();
        var text = mail.Text.Length > MostRead ? mail.Text[..MostRead] : mail.Text;
        if (mailbox is null || !Senders.Contains(mailbox))
        {
            return null;
        }

        List<string> names = [.. NamesOf(mail), .. OurId().Matches(mail.Text).Select(m => m.Value).Take(1)];
        return names.Count == 0 || BounceCodes.Find(text, null) is not ['5', ..] code
            ? null
            : new Heard(EventKind.Bounced)
            {
                Names = names,
                Email = mail.Find("X-Failed-Recipients"),
                FailedAddress = mail.Find("X-Failed-Recipients"),
                Bounce = BounceCodes.Classify(text, code),
                Detail = code,
            };
    }

    private static Heard Of(IReadOnlyList<MailHeader> recipient, List<string> names)
    {
        var (diagnostic, status) = (recipient.Find("Diagnostic-Code"), recipient.Find("Status"));
        // Where the mail was forwarded, the original recipient is the one we know.
        var address = AddressOf(recipient.Find("Original-Recipient")) ?? AddressOf(recipient.Find("Final-Recipient"));
        return new Heard(KindOf(recipient.Find("Action"), status))
        {
            Names = names,
            Email = address,
            FailedAddress = address,
            Bounce = BounceCodes.Classify(diagnostic, status),
            Detail = BounceCodes.Find(diagnostic, status) ?? "no code",
        };
    }

    private static string KindOf(string? action, string? status) => action?.Trim().ToLowerInvariant() switch
    {
        "failed" => EventKind.Bounced,
        "delayed" => EventKind.Deferred,
        "delivered" or "relayed" or "expanded" => EventKind.Delivered,
        _ => status?.TrimStart() switch
        {
            ['5', ..] => EventKind.Bounced,
            ['4', ..] => EventKind.Deferred,
            ['2', ..] => EventKind.Delivered,
            _ => EventKind.Other,
        },
    };

    private static List<string> NamesOf(ReceivedMail mail) =>
        [.. new[] { mail.DeliveryStatus.SelectMany(g => g).Find("Original-Envelope-Id"), mail.Returned.Find("Message-ID"), mail.Find("In-Reply-To") }.OfType<string>()];

    // "rfc822; ada@example.com"
    private static string? AddressOf(string? field) => field is null ? null : MailClassifier.AddressIn(field[(field.IndexOf(';', StringComparison.Ordinal) + 1)..]);

    [GeneratedRegex("m\\.[a-z2-7]{26}@[A-Za-z0-9.-]{1,253}")]
    private static partial Regex OurId();
}
