using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FollowUpAgent.Events.Replies;
using FollowUpAgent.Messages;

namespace FollowUpAgent.Events.Mail;

/// <summary>
/// Says what a mail to us is: a person's answer, a machine's, a bounce, a complaint, a wish to be left alone, or none of these. Pure; the
/// kind of doubt is said in <see cref="Heard.Detail"/>.
/// </summary>
internal static class MailClassifier
{
    private const int LongestDate = 200;
    private const int MostReferences = 50;

    // Below it a "no" may be one of several things that were said.
    private const double SureOfNo = 0.5;
    private static readonly string[] RecipientHeaders = ["To", "Cc", "Delivered-To", "X-Original-To"];
    private static readonly TimeSpan SlowestMail = TimeSpan.FromDays(7);

    /// <summary>The events that a mail is.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="receivedAt">When it came.</param>
    /// <param name="replies">Reads answers; by default as shipped.</param>
    public static IReadOnlyList<Heard> Read(ReceivedMail mail, DateTimeOffset receivedAt, ReplyReader? replies = null)
    {
        if (mail.Headers.Count == 0)
        {
            return [new Heard(EventKind.Other) { Detail = "no headers" }];
        }

        if (MessageIds.TryRead(mail.Find("Message-ID") ?? "", out _) || MessageIds.IsNotice(mail.Find("Message-ID") ?? ""))
        {
            return [new Heard(EventKind.Other) { Detail = "our own mail" }];
        }

        var key = KeyOf(mail);
        IReadOnlyList<Heard> said = mail switch
        {
            _ when ComplaintReader.Read(mail) is { } complaint => [Of(complaint)],
            _ when BounceReader.Read(mail) is { Count: > 0 } reports => [.. reports.Select(report => Of(report, mail))],
            _ => [Answer(mail, (replies ?? ReplyReader.Shipped).Read(mail, receivedAt)) with { Parties = MailParties.Of(mail) }],
        };
        return [.. said.Select((heard, i) => heard with { Key = $"{key}/{i}", At = TimeOf(mail, receivedAt), IsProven = false })];
    }

    /// <summary>The address in a header such as From, or null.</summary>
    public static string? AddressIn(string? value)
    {
        if (value is null)
        {
            return null;
        }

        var open = value.LastIndexOf('<');
        var close = open < 0 ? -1 : value.IndexOf('>', open);
        return (close < 0 ? value : value[(open + 1)..close]).Trim();
    }

    /// <summary>The message ids in a header such as References, as they stand there. Some programs write commas between them.</summary>
    public static IReadOnlyList<string> IdsIn(string? value) => value?.Split([' ', '\t', ',', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static Heard Of(Complaint complaint) => new(complaint.Kind)
    {
        Names = complaint.Names,
        Email = complaint.Recipient,
        Detail = complaint.Kind == EventKind.Other ? "feedback that is no complaint" : null,
    };

    private static Heard Of(BounceReport report, ReceivedMail mail) => new(report.Kind)
    {
        Names = [.. BounceReader.NamesOf(mail)],
        Email = report.Recipient,
        FailedAddress = report.Recipient,
        Bounce = report.Class,
        Detail = report.Status ?? "no code",
    };

    private static Heard Answer(ReceivedMail mail, ReplyReading reply)
    {
        var heard = new Heard(EventKind.Replied) { Names = NamesOf(mail), Email = AddressIn(mail.Find("From")), Reply = reply };
        if (AutomaticMail.WhyAutomatic(mail) is { } reason)
        {
            return heard with { Kind = EventKind.AutoReplied, IsMachine = true, Detail = reason };
        }

        var isNo = reply.Intent is ReplyIntent.NotInterested or ReplyIntent.LeftCompany or ReplyIntent.WrongPerson or ReplyIntent.Unsubscribe;
        heard = heard with { IsNegative = isNo && reply.Confidence >= SureOfNo };
        return reply is { Intent: ReplyIntent.Unsubscribe, NeedsPerson: false } ? heard with { Kind = EventKind.Unsubscribed, Detail = "said so" } : heard;
    }

    // In-Reply-To names what was answered; References begin with the oldest; a reply address may carry a token.
    private static List<string> NamesOf(ReceivedMail mail)
    {
        var names = LastOf("In-Reply-To").Concat(LastOf("References").Reverse()).Where(n => MessageIds.TryRead(n, out _));
        var tokens = RecipientHeaders.SelectMany(mail.Headers.FindAll).SelectMany(TokensIn);
        return [.. names.Concat(tokens).Distinct().Take(MostReferences)];

        IEnumerable<string> LastOf(string header) => IdsIn(mail.Find(header)).TakeLast(MostReferences);
    }

    private static IEnumerable<string> TokensIn(string addresses) => addresses.Split(',', MostReferences).Select(AddressIn).OfType<string>()
        .Where(a => a.Contains('+', StringComparison.Ordinal) && a.Contains('@', StringComparison.Ordinal))
        .Select(a => a[(a.IndexOf('+', StringComparison.Ordinal) + 1)..].Split('@')[0]);

    // The same mail by two ways has other Received lines; what was written is the same.
    private static string KeyOf(ReceivedMail mail)
    {
        var said = string.Join('\n', mail.Find("Message-ID"), mail.Find("From"), mail.Find("Subject"), mail.Find("Date"), mail.Text);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(said)));
    }

    /// <summary>When its sender says it was written, or null.</summary>
    public static DateTimeOffset? DateOf(ReceivedMail mail) =>
        mail.Find("Date") is { Length: <= LongestDate } date
        && DateTimeOffset.TryParse(date.Split('(')[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    // By the sender's clock, which may be wrong by years.
    private static DateTimeOffset TimeOf(ReceivedMail mail, DateTimeOffset receivedAt) =>
        DateOf(mail) is { } at && at > receivedAt - SlowestMail && at < receivedAt ? at : receivedAt;
}
