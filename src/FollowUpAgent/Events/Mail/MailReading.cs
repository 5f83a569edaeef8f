using FollowUpAgent.Events.Replies;

namespace FollowUpAgent.Events.Mail;

/// <summary>What a mail to us is.</summary>
internal enum MailKind
{
    /// <summary>A person wrote it.</summary>
    Reply,

    /// <summary>A machine answered.</summary>
    AutoReply,

    /// <summary>A machine answered that the person is away.</summary>
    OutOfOffice,

    /// <summary>A mail came back, or is late.</summary>
    Bounce,

    /// <summary>A report of abuse, or another of the same form.</summary>
    Complaint,

    /// <summary>None of these.</summary>
    Other,
}

/// <summary>All that is understood of one mail.</summary>
/// <param name="Kind">What it is.</param>
internal sealed record MailReading(MailKind Kind)
{
    private static readonly string[] Notices = ["auto-generated", "auto-notified"];

    /// <summary>Of a bounce: what it says of the first recipient it failed for.</summary>
    public BounceReport? Bounce { get; init; }

    /// <summary>Of a complaint: what it says.</summary>
    public Complaint? Complaint { get; init; }

    /// <summary>Of an answer: what it means.</summary>
    public ReplyReading? Reply { get; init; }

    /// <summary>Reads a mail.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="receivedAt">When it came, for dates such as "next week"; its own date counts first.</param>
    public static MailReading Of(ReceivedMail mail, DateTimeOffset receivedAt)
    {
        if (mail.Headers.Count == 0)
        {
            return new MailReading(MailKind.Other);
        }

        if (ComplaintReader.Read(mail) is { } complaint)
        {
            return new MailReading(MailKind.Complaint) { Complaint = complaint };
        }

        if (BounceReader.Read(mail) is { Count: > 0 } reports)
        {
            var first = reports.FirstOrDefault(r => r.Kind == EventKind.Bounced) ?? reports.FirstOrDefault(r => r.Kind == EventKind.Deferred);
            return first is null ? new MailReading(MailKind.Other) : new MailReading(MailKind.Bounce) { Bounce = first };
        }

        var reply = ReplyReader.Shipped.Read(mail, receivedAt);
        return new MailReading(KindOf(mail, reply)) { Reply = reply };
    }

    private static MailKind KindOf(ReceivedMail mail, ReplyReading reply)
    {
        if (AutomaticMail.WhyAutomatic(mail) is null)
        {
            return MailKind.Reply;
        }

        if (reply.Intent == ReplyIntent.OutOfOffice)
        {
            return MailKind.OutOfOffice;
        }

        var isNotice = Notices.Any(n => mail.Find("Auto-Submitted")?.StartsWith(n, StringComparison.OrdinalIgnoreCase) == true) && mail.Find("In-Reply-To") is null;
        var isList = mail.Find("List-Id") is not null || mail.Find("List-Unsubscribe") is not null;
        return isNotice || isList ? MailKind.Other : MailKind.AutoReply;
    }
}
