namespace FollowUpAgent.Events.Mail;

/// <summary>Reads delivery reports: by the standard (RFC 3464), and the free words of servers that do not keep it.</summary>
internal static class BounceReader
{
    // Each of our mails has one recipient, a list that it was forwarded to a few; hundreds of groups are no report of ours.
    private const int MostRecipients = 5;

    /// <summary>One report a recipient; none where the mail is no delivery report.</summary>
    public static IReadOnlyList<BounceReport> Read(ReceivedMail mail)
    {
        if (NotificationMail.BounceIn(mail) is { } notified)
        {
            return [notified];
        }

        var text = BounceText.IsForwarded(mail) ? BounceText.Unquote(mail.AllText) : mail.AllText;
        var told = RecipientsOf(mail.DeliveryStatus);
        if (told.Count == 0)
        {
            // Some put the fields into plain text.
            told = RecipientsOf(BounceText.FieldsIn(text));
        }

        var head = BounceText.HeadOf(text);
        if (told.Count > 0)
        {
            return [.. told.Select(recipient => Of(recipient, head))];
        }

        return BounceText.IsBounce(mail, head) ? [BounceText.Read(mail, head)] : [];
    }

    /// <summary>The names under which our message may stand in a report, best first.</summary>
    public static IEnumerable<string> NamesOf(ReceivedMail mail) =>
        new[] { mail.DeliveryStatus.SelectMany(g => g).Find("Original-Envelope-Id"), mail.Returned.Find("Message-ID"), mail.Find("In-Reply-To") }.OfType<string>()
            .Concat(BounceText.OurNamesIn(mail.AllText));

    // The first group is about the message; some servers leave out the empty line behind it.
    private static List<IReadOnlyList<MailHeader>> RecipientsOf(IReadOnlyList<IReadOnlyList<MailHeader>> groups) =>
        [.. groups.Where(g => g.Find("Action") is not null || g.Find("Status") is not null || g.Find("Final-Recipient") is not null).Take(MostRecipients)];

    private static BounceReport Of(IReadOnlyList<MailHeader> recipient, string head)
    {
        var (diagnostic, status) = (recipient.Find("Diagnostic-Code") is { Length: > 0 } said ? said : null, recipient.Find("Status"));
        var kind = KindOf(recipient.Find("Action"), status);
        var reason = kind == EventKind.Deferred ? BounceClass.Transient : BounceRules.Of(diagnostic, status, BounceText.StageIn(head));
        if (kind != EventKind.Deferred && (reason is BounceClass.Undetermined || diagnostic is null))
        {
            reason = BounceRules.Of(head, status, BounceText.StageIn(head)) is var told and not BounceClass.Undetermined ? told : reason;
        }

        return new BounceReport(kind, reason)
        {
            Status = BounceCodes.Find(diagnostic, status),
            Diagnostic = diagnostic,
            // Where the mail was forwarded, the original recipient is the one we know.
            Recipient = AddressOf(recipient.Find("Original-Recipient")) ?? AddressOf(recipient.Find("Final-Recipient")) ?? BounceText.AddressIn(head, null),
        };
    }

    private static string KindOf(string? action, string? status) => action?.Trim().Split(' ')[0].ToLowerInvariant() switch
    {
        "failed" or "failure" => EventKind.Bounced,
        "delayed" => EventKind.Deferred,
        "delivered" or "relayed" or "expanded" or "deliverable" => EventKind.Delivered,
        _ => status?.TrimStart() switch
        {
            ['5', ..] => EventKind.Bounced,
            ['4', ..] => EventKind.Deferred,
            ['2', ..] => EventKind.Delivered,
            _ => EventKind.Bounced,
        },
    };

    // "rfc822; ada@example.com"
    private static string? AddressOf(string? field) =>
        field is null ? null : MailClassifier.AddressIn(field[(field.IndexOf(';', StringComparison.Ordinal) + 1)..]) is { Length: > 0 } address && address.Contains('@', StringComparison.Ordinal) ? address : null;
}
