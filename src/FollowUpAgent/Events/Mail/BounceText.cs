using System.Text;
using System.Text.RegularExpressions;

namespace FollowUpAgent.Events.Mail;

/// <summary>
/// Reads the delivery reports that keep no standard: qmail's, Exim's, Exchange's, Notes', the mobile carriers'. What they quote of our mail
/// is cut off first, so that its words are not taken for theirs.
/// </summary>
internal static partial class BounceText
{
    private const int MostRead = 8000;
    private const int MostDiagnostic = 1000;
    private const int DiagnosticLines = 4;
    private static readonly string[] Mailboxes = ["mailer-daemon", "postmaster", "mail-daemon", "maildaemon", "mailerdaemon", "mdaemon", "mailsystem", "mail-administrator", "administrator"];

    /// <summary>What the server itself wrote, before it quotes our mail.</summary>
    public static string HeadOf(string text)
    {
        var head = text.Length > MostRead ? text[..MostRead] : text;
        var cut = Quoting().Match(head);
        return (cut.Success && cut.Index > 0 ? head[..cut.Index] : head).Trim();
    }

    /// <summary>Fields of a report (RFC 3464) that stand in plain text, in groups.</summary>
    public static IReadOnlyList<IReadOnlyList<MailHeader>> FieldsIn(string text)
    {
        var at = Fields().Match(text);
        return at.Success ? HeaderBlock.ReadGroups(Encoding.UTF8.GetBytes(text[at.Index..Math.Min(text.Length, at.Index + MostRead)])) : [];
    }

    /// <summary>Whether a mail is a report of a failure: by who sent it and what it says, never by one of them alone.</summary>
    public static bool IsBounce(ReceivedMail mail, string head)
    {
        if (mail.Find("X-Failed-Recipients") is not null || mail.ReportType == "delivery-status")
        {
            return true;
        }

        var (from, subject) = (mail.Find("From") ?? "", mail.Find("Subject") ?? "");
        if (mail.Find("Auto-Submitted")?.StartsWith("auto-replied", StringComparison.OrdinalIgnoreCase) == true && !Failing().IsMatch(head) && !Titles().IsMatch(subject))
        {
            return false;
        }

        var mailbox = (MailClassifier.AddressIn(from) ?? from).Split('@')[0].Trim().Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
        var isDaemon = Mailboxes.Contains(mailbox) || Daemons().IsMatch(from) || mail.Find("Return-Path")?.Trim() is "<>" or "<MAILER-DAEMON>";
        var (isTitled, isFailing) = (Titles().IsMatch(subject), Failing().IsMatch(head) || Said().IsMatch(head));
        return (isTitled && (isDaemon || isFailing)) || (isDaemon && isFailing) || Sure().IsMatch(head);
    }

    /// <summary>What it says of the first recipient.</summary>
    public static BounceReport Read(ReceivedMail mail, string head)
    {
        var (said, stage) = (DiagnosticIn(head), StageIn(head));
        var reason = BounceRules.Of(said, null, stage) is var told and not BounceClass.Undetermined ? told : BounceRules.Of(head, null, stage);
        var isDelay = Delayed().IsMatch(mail.Find("Subject") ?? "") || Waiting().IsMatch(head);
        var own = MailClassifier.AddressIn(mail.Find("To"));
        var recipient = MailClassifier.AddressIn(mail.Find("X-Failed-Recipients")?.Split(',')[0]);
        return new BounceReport(isDelay ? EventKind.Deferred : EventKind.Bounced, isDelay ? BounceClass.Transient : reason)
        {
            Status = BounceCodes.Find(said, head) ?? (Reply().Match(said ?? head) is { Success: true } reply ? reply.Groups[1].Value : null),
            Diagnostic = said ?? (head.Length > MostDiagnostic ? head[..MostDiagnostic] : head),
            Recipient = recipient is { Length: > 0 } ? recipient : AddressIn(head, own) ?? MailClassifier.AddressIn(mail.Returned.Find("To")),
        };
    }

    /// <summary>Which command the server answered, by the words of Postfix, Exim, qmail or Sendmail.</summary>
    public static SmtpStage StageIn(string head)
    {
        if (AtSender().IsMatch(head))
        {
            return SmtpStage.Sender;
        }

        // Sendmail sends commands ahead: where the server then misses a recipient, it was the recipient that it had refused.
        return AtMessage().IsMatch(head) && !MissesRecipient().IsMatch(head) ? SmtpStage.Message : SmtpStage.Unknown;
    }

    /// <summary>Whether somebody forwarded a report to us.</summary>
    public static bool IsForwarded(ReceivedMail mail) =>
        (mail.Find("Subject") ?? "").StartsWith("Fw", StringComparison.OrdinalIgnoreCase) && mail.AllText.Contains("mailer-daemon", StringComparison.OrdinalIgnoreCase);

    /// <summary>A text without the marks of quoting.</summary>
    public static string Unquote(string text) => Quoted().Replace(text, "");

    /// <summary>The first address in a text that is not the daemon's and not our own, or null.</summary>
    public static string? AddressIn(string text, string? own) => Address().Matches(text).Select(m => m.Value)
        .FirstOrDefault(a => !a.Equals(own, StringComparison.OrdinalIgnoreCase) && !Mailboxes.Contains(a.Split('@')[0].ToLowerInvariant()));

    /// <summary>Message-IDs of ours in a text.</summary>
    public static IEnumerable<string> OurNamesIn(string text) => OurId().Matches(text).Select(m => m.Value).Take(1);

    // The lines with a code, or with what the other server said, and a few after them.
    private static string? DiagnosticIn(string head)
    {
        var lines = head.Split('\n');
        var first = Array.FindIndex(lines, l => Coded().IsMatch(l));
        first = first < 0 ? Array.FindIndex(lines, l => Said().IsMatch(l)) : first;
        if (first < 0)
        {
            return null;
        }

        var said = string.Join(' ', lines.Skip(Math.Max(0, first - 1)).Take(DiagnosticLines + 1).Select(l => l.Trim()));
        return said.Length > MostDiagnostic ? said[..MostDiagnostic] : said;
    }

    [GeneratedRegex(
        @"^[ \t>]*((Return-Path|Received|Reporting-MTA|Message-ID|DKIM-Signature|MIME-Version|X-Mailer|X-Originating-IP)[ \t]*:|-{2,}.{0,40}\b(below this line|copy of|original (message|mail)|returned (message|mail|content)|undelivered message|unsent message|message (headers?|text|follows|content)|mail (headers?|text))\b|(the )?original (message|mail)( headers?| text)?( follows| is attached| as follows)?[ :.-]*\r?$|message (headers?|text|body) follow|(a copy of )?your (original )?message( (is|was|reads|follows|as follows))?( below)?:\r?$|[ -]*this is a copy of|Content-Type: message/rfc822|.{0,20}included is a copy|.{0,20}(first|top) \d+ lines)",
        RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Quoting();

    [GeneratedRegex(@"^(Reporting-MTA|Original-Recipient|Final-Recipient)[ \t]*:[ \t]*\S", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Fields();

    [GeneratedRegex(@"mailer[- ]daemon|mail (delivery|transport|transfer) (sub)?(system|service|agent)|delivery (sub)?system|mail ?daemon|post ?master|mail (system|administrator|server)|e-?mail (server|system|router)|system administrator|internet mail delivery|smtp (gateway|server)", RegexOptions.IgnoreCase)]
    private static partial Regex Daemons();

    [GeneratedRegex(
        @"failure notice|undeliver|non-?deliver|could ?n.t be delivered|not (be )?delivered|delivery (status|fail|report|error|problem|unsuccess|notification|has|attempt|incomplete|delay)|(mail|message|email|e-mail|nachricht).{0,30}(returned|fail|bounce|reject|undeliv|error|delay|not delivered|unzustell)|returned (mail|message|to sender|e-?mail)|return(ed|ing) (to|message)|failed (mail|delivery|message)|mail(er)? (system )?(error|failure|daemon)|user unknown|unknown (user|address|recipient)|address (unknown|not found|error)|delivery \(?(delay|fail)|warning: (message|could)|unzustellbar|non remis|devuelto|onbestelbaar|rejected|メール.{0,12}(エラー|送信|配信)|エラー通知|undelivered|bounce",
        RegexOptions.IgnoreCase)]
    private static partial Regex Titles();

    [GeneratedRegex(
        @"(could|can|was|were|is|been|has)( ?n.t| not|not)( be| been| have been)? ?(able to )?(be )?(deliver|reach|sent|send|complet|process)\w*|did not reach|undeliver\w*|(delivery|deliver|delivering).{0,60}(fail|problem|unable|error|not|reject)|fail\w* (to|permanently|delivery|addresses|recipients)|unable to (deliver|send|relay|find|complete)|permanent(ly)? (fatal )?(error|fail)|given up|giving up|returned? (your|the|this) (mail|message)|(rejected|refused) (by|your|for)|no such (user|recipient|address)|user unknown|unknown user|address(es)? (failed|had)|following (address|recipient|error|mail)|not (be )?delivered|bounced|届|配送|送信でき|不達",
        RegexOptions.IgnoreCase)]
    private static partial Regex Failing();

    [GeneratedRegex(@"qmail-send program|this (report relates|message was created automatically by (mail delivery|the mail|our mail))|i('| a)m (afraid|sorry).{0,40}(wasn't able|unable|not able|couldn't) to deliver|the following address(es)? (failed|had permanent)|----- the following addresses|your message did not reach some or all of the intended recipients|delivery to the following recipients? (failed|has been)|this is an automatically generated delivery status", RegexOptions.IgnoreCase)]
    private static partial Regex Sure();

    [GeneratedRegex(@"\b(said|reason|error|response|diagnostic|failed|rejected|unknown|refused)\b.{0,3}:|エラー|full|exceed", RegexOptions.IgnoreCase)]
    private static partial Regex Said();

    [GeneratedRegex(@"(^|[\s(<>:""'#=-])([45]\d\d[ -]|[45]\.\d{1,3}\.\d{1,3}\b|[45]\d\d$)")]
    private static partial Regex Coded();

    [GeneratedRegex(@"(?:^|[\s(<>:""'=-])([45]\d\d)(?=[ -]|$)")]
    private static partial Regex Reply();

    [GeneratedRegex(@"delay|warning", RegexOptions.IgnoreCase)]
    private static partial Regex Delayed();

    [GeneratedRegex(@"(has|have|is) not yet been delivered|will (continue to|be) (try|tried|retried|attempt)|no action is required|do not need to resend|still (trying|being)|THIS IS A WARNING MESSAGE ONLY", RegexOptions.IgnoreCase)]
    private static partial Regex Waiting();

    [GeneratedRegex(@"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,250}[A-Za-z0-9]")]
    private static partial Regex Address();

    [GeneratedRegex(@"(after|in reply to|response to)[ \r\n]+(the )?(MAIL FROM|HELO|EHLO)|>>> (MAIL|HELO|EHLO)[^\n]*\n<<< 5|my name was rejected", RegexOptions.IgnoreCase)]
    private static partial Regex AtSender();

    [GeneratedRegex(@"(after|in reply to|response to)[ \r\n]+(the )?(end[ \r\n]+of[ \r\n]+)?DATA|>>> (DATA|\.)[^\n]*\n<<< 5|after end of data|failed after I sent the message", RegexOptions.IgnoreCase)]
    private static partial Regex AtMessage();

    [GeneratedRegex(@"<<< 50[13]|<<< 554 [^\n]*no (valid )?recipients|need RCPT", RegexOptions.IgnoreCase)]
    private static partial Regex MissesRecipient();

    [GeneratedRegex(@"^>+ ?", RegexOptions.Multiline)]
    private static partial Regex Quoted();

    [GeneratedRegex("m\\.[a-z2-7]{26}@[A-Za-z0-9.-]{1,253}")]
    private static partial Regex OurId();
}
