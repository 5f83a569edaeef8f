using System.Text;
using System.Text.RegularExpressions;

namespace FollowUpAgent.Events.Mail;

/// <summary>
/// Reads why a mail came back from the server's words and codes. Pure; linear in its input. Codes alone mislead: of real bounces with a
/// 5.x.x code only one in three was about the mailbox (RFC 3463 leaves the choice to the server), so what the words say of the sender or
/// the message goes first.
/// </summary>
internal static partial class BounceRules
{
    private const int MostRead = 4000;

    // Longer than a sentence of a language that puts no blanks between its words; what follows is an encoded something, and says nothing.
    private const int LongestWord = 500;
    private static readonly string[] NoSuchMailbox = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.1.351", "5.2.1", "5.4.4"];
    private static readonly string[] TooLarge = ["5.2.3", "5.3.4", "4.2.3", "4.3.4"];
    private static readonly string[] OfSender = ["5.1.7", "5.1.8", "5.5.7", "4.1.8"];

    /// <summary>Why.</summary>
    /// <param name="words">What the server said, with its codes.</param>
    /// <param name="status">The status beside it, or null.</param>
    /// <param name="stage">Which command it answered.</param>
    public static BounceClass Of(string? words, string? status, SmtpStage stage = SmtpStage.Unknown)
    {
        var reason = ByWordsAndCode(words = Plain(words), status);
        if (stage is SmtpStage.Sender)
        {
            // Nobody had been named yet: whatever is unknown there is the sender.
            return reason is BounceClass.Hard or BounceClass.Undetermined ? BounceClass.Policy : reason;
        }

        // The mailbox was taken and then the mail refused: a filter says "unknown", unless its code says so too.
        return stage is SmtpStage.Message && reason is BounceClass.Hard && !NoSuchMailbox.Contains(BounceCodes.Find(words, status)) ? BounceClass.Policy : reason;
    }

    private static BounceClass ByWordsAndCode(string words, string? status)
    {
        var code = BounceCodes.Find(words, status);
        if (code is not null && TooLarge.Contains(code))
        {
            return BounceClass.Content;
        }

        var byWords = ByWords(words);
        if (code is null)
        {
            return byWords ?? ByReply(words);
        }

        if (code[0] == '4')
        {
            return byWords is BounceClass.Soft ? BounceClass.Soft : byWords is BounceClass.Hard && (code.StartsWith("4.1.", StringComparison.Ordinal) || FinalReply().IsMatch(words)) ? BounceClass.Hard : BounceClass.Transient;
        }

        return byWords ?? ByCode(code, words);
    }

    private static BounceClass? ByWords(string words)
    {
        if (LocalTrouble().IsMatch(words))
        {
            return BounceClass.Transient;
        }

        if (OfTheSender().IsMatch(words))
        {
            return BounceClass.Policy;
        }

        if (Full().IsMatch(words))
        {
            return BounceClass.Soft;
        }

        if (OfTheMessage().IsMatch(words))
        {
            return BounceClass.Content;
        }

        if (NoMailbox().IsMatch(words) || NoHost().IsMatch(words))
        {
            return BounceClass.Hard;
        }

        return null;
    }

    private static BounceClass ByCode(string code, string words)
    {
        if (NoSuchMailbox.Contains(code))
        {
            // A route may be missing because a name server is in trouble.
            return code == "5.4.4" && Passing().IsMatch(words) ? BounceClass.Transient : BounceClass.Hard;
        }

        if (code.StartsWith("5.6.", StringComparison.Ordinal))
        {
            return BounceClass.Content;
        }

        if (code is "5.2.2")
        {
            return BounceClass.Soft;
        }

        return OfSender.Contains(code) || code.StartsWith("5.7.", StringComparison.Ordinal) ? BounceClass.Policy : Rest(words);
    }

    // A reply without an enhanced code: 550 alone says nothing, 4yz passes (RFC 5321, 4.2.1).
    private static BounceClass ByReply(string words) => Rest(words) is var rest and not BounceClass.Undetermined
        ? rest
        : TemporaryReply().IsMatch(words) ? BounceClass.Transient : BounceClass.Undetermined;

    private static BounceClass Rest(string words) =>
        Suspended().IsMatch(words) ? BounceClass.Soft
        : Refused().IsMatch(words) ? BounceClass.Policy
        : Passing().IsMatch(words) ? BounceClass.Transient
        : BounceClass.Undetermined;

    private static string Plain(string? words)
    {
        var (plain, letters) = (new StringBuilder(), 1);
        foreach (var c in words.AsSpan(0, Math.Min(words?.Length ?? 0, MostRead)))
        {
            if (char.IsWhiteSpace(c))
            {
                plain.Append(letters > 0 ? " " : "");
                letters = 0;
            }
            else if (++letters <= LongestWord)
            {
                plain.Append(c);
            }
        }

        return plain.ToString().ToLowerInvariant().Replace('’', '\'');
    }

    [GeneratedRegex(@"procmail|maildrop|command (died|line usage|not found)|(could ?n.t|can ?not|can'?t|unable to) (create|open|lock|write|chdir|exec)|exit(ed)? (with )?(status|code)|i/o error|mailer (died|error)|permission denied.{0,20}(/|pipe)")]
    private static partial Regex LocalTrouble();

    [GeneratedRegex(@"\b55[0-4][ -]")]
    private static partial Regex FinalReply();

    [GeneratedRegex(@"(^|[^\d.])4[2-7]\d([ -]|$)")]
    private static partial Regex TemporaryReply();

    [GeneratedRegex(
        @"\bspam\b|spam (message|filter|detect|content|score)|junk mail|unsolicited|\bube\b|\buce\b|black ?-?list|block ?-?list|blocked (using|by|for|due)|(is|was|been|are) blocked|\brbl\b|dnsbl|spamhaus|spamcop|sorbs|surbl|uribl|barracudacentral"
        + @"|reputation|(reverse|inverse|ptr) (dns|lookup|host|entry|record|resource|pointer)|\brdns\b|cannot find your|find your (reverse )?host ?name|cannot resolve your|not have a (valid )?(ptr|reverse)|no ptr|ip (address )?name (possibly )?(forged|lookup failed)|fcrdns"
        + @"|\bspf\b|\bdkim\b|\bdmarc\b|sender ?id\b|domainkeys|unauthenticated|not authenticated|authentication (is )?(required|failed|checks?)|must authenticate|(fail|pass).{0,20}authentication"
        + @"|relay(ing)? (access )?(is )?(denied|not permitted|not allowed|prohibited|attempt)|unable to relay|not permitted to relay|denied relay|relay(ing)? not|we do not relay|cannot relay|relaying mail"
        + @"|(sender|envelope from|from|mail from|return path|originator|reverse-path)[ :<>\w.@'-]{0,80}(rejected|refused|denied|not verif|verify failed|verification failed|is invalid|does not exist|not exist|not allowed|not found|no mx|unresolvable|is not valid|blocked|blacklisted|banned)"
        + @"|(domain|host ?name|address) of (the )?sender|sender('s)? (domain|address|ip|host)|(client|sending) (host|server|ip).{0,60}(rejected|denied|refused|blocked|not allowed)|helo|ehlo (name|arg|command)"
        + @"|dynamic(ally)? (ip|assigned|address)|dial-?up|residential ip|bad reputation|poor reputation|not accepting mail from|(does not|doesn't|not) accept (mail|email|e-mail|messages?|connections?) from|refused (mail )?from|rejected by (the )?(user|recipient|domain)?.?(filter|policy)"
        + @"|policy (violation|reasons?|restriction)|(due to|by|local|security|site|company|sending|access|violates?).{0,12} polic(y|ies)|administrative(ly)? (prohibit|denied|reject)|transaction failed due to|banned (sender|ip|host)|abuse\b|banned|after mail from|(reply|response) to (the )?(mail from|helo|ehlo)|my name was rejected"
        // A carrier's words for a filter of its customer.
        + "|550:? ?: user unknown")]
    private static partial Regex OfTheSender();

    [GeneratedRegex(
        @"(mail ?box|mail ?folder|in ?box|account|maildir|user|recipient|storage|disk|quota).{0,40}(\bis full|too full|\bfull\b|over ?quota|exceed\w*|over (the |its |his )?(\w+ )?(quota|limit|size)|out of (space|storage|quota|disk))"
        + @"|over ?-?quota|quota (exceed|violat|overflow)|exceed\w* (\w+ ){0,3}(quota|storage|disk|mailbox)|not enough (storage|disk|space)|insufficient (system |disk |mailbox )?(storage|quota|space)|out of (email )?(disk|storage|space)|no space left|disk full"
        + "|一杯|満杯|容量(を超|オーバー)|ボックスがいっぱい")]
    private static partial Regex Full();

    [GeneratedRegex(
        @"(message|mail|e-mail|email|data|file|body|content)( size| length)?( is| was)? ?(too (large|big|long)|larger|exceed)|size (limit|exceed|restriction)|exceed\w* (the )?(\w+ ){0,3}(message )?size|too large|message length exceeds"
        + @"|\bvirus|malware|infected|trojan|phish|(illegal|prohibited|forbidden|blocked|banned|executable|unacceptable|not allowed).{0,30}attach|attachment.{0,60}(not|block|prohibit|reject|forbid|illegal)"
        + @"|(not|violat\w*|complian\w*|conform\w*).{0,20}rfc ?-?\d{3,4}|rfc ?-?\d{3,4} (compliant|violation|format)|non-?compliant|not compliant|(header|mime).{0,40}(syntax|error|missing|invalid|malformed|duplicate)|(missing|multiple|duplicate|malformed).{0,20}header|bare <?(lf|cr)|bare (newline|carriage)|8-?bit (character|data)|smtputf8|message content (rejected|refused)|content (rejected|reject|filter)")]
    private static partial Regex OfTheMessage();

    // An address is looked for from its first letter only: from each letter of a word without end that took 200 ms.
    [GeneratedRegex(
        @"(user|recipient|mail ?box|mailbox name|account|address(ee)?|destination|login|local[- ]part|alias|customer|name|person|id)( name)?( is| was| has)?( currently)?( an)? ?(unknown|not? ?found|not recogni[sz]ed|invalid|(does|do|did)( ?n.t| not) exist|not exist|non-?existent|not known|not listed|not local|not registered|no longer|been (deleted|removed|closed|terminated)|deleted)"
        + @"|(unknown|no such|invalid|non-?existent|nonexisting|bad|incorrect|undeliverable|unroute?able|unable to find|cannot find|can't find|could ?n.t find|not a valid|not a known|unrecogni[sz]ed|illegal)( \w+){0,2} (user|recipient|mail ?box|account|address|alias|local[- ]part|person|destination|login|id)\b"
        + @"|mail ?box (is )?(unavailable|not available|invalid)|(does|do|did)( ?n.t| not) (exist|have an? (\w+[ .@]?){1,3}(account|mailbox))|no (mail ?box|user|account|recipient|address)( here)?( by| with| named| called| for| of| exists)?( \w+)? (that|this|name|here|id|found|listed)|no mailbox here|no such user|not a mailbox|this user doesn|user doesn"
        + @"|recipnotfound|resolver\.adr|not in (the |our )?(directory|address ?book|user database|local)|not listed in (the |domino|public)|no valid (recipient|cert|host)|no recipient|user .{1,80} not (known|found|listed|exist)|(?<![\w.+-])[\w.+-]+@(?>[\w.-]+)>?:? (unknown|not found|no such|is not a|is unknown|does ?n.t exist|does not exist|is invalid)"
        + @"|5\.1\.0 address rejected|5\.4\.1 .{0,20}recipient address(es)? rejected ?: access denied|(address|recipient) rejected: (user|undeliverable|address|unknown|no such|access denied\. as|mailbox)|verification failed for <|recipient verif|callout|account (has been |was |is )?(deleted|closed|cancel|terminat)|is no longer (valid|available|in use|with|active|employed|works|used|monitored|a valid)|no longer (accept|exist|valid|at this)"
        + @"|(has|have) moved|address (has )?changed|unknown local|ausgeschieden|unbekannt|inconnu|desconocid|onbekend|存在しない|見つかりませ|お使いになっていない|宛先.{0,12}(不明|エラー)|メールアドレス.{0,8}(変更|存在)|address is administratively disabled|mailbox is disabled|user reject|not our customer|no inbox here")]
    private static partial Regex NoMailbox();

    [GeneratedRegex(
        @"(host|domain|domain name|server name|mail domain|destination server|system name)( or domain)?( name)?( is| was)? ?(unknown|not found|(does|do)( ?n.t| not) exist|invalid|non-?existent|lookup failed|has no)|(unknown|no such|invalid|illegal|bad|unroute?able|nonexist\w+|unresolvable) (mail )?(host|domain|destination host|destination system|server)"
        + @"|name or service not known|nxdomain|nodename nor servname|no mx (record|host)|no mail exchanger|null ?mx|mx records? point|could ?n.t find any host|unable to (look ?up|resolve)|lookup of .{0,80} failed|no (dns|address) (record|data|associated)|domain has no|(does not|doesn't|never) accept (any )?(mail|e-?mail)\b|no host (named|by that name|found)|cannot resolve (host|domain|mx)")]
    private static partial Regex NoHost();

    [GeneratedRegex(
        @"(account|mail ?box|user|recipient|e-?mail address).{0,40}(suspend|disabled|inactive|in-?active|locked|deactivat|frozen|expired|restricted|blocked|not activ|dormant|temporarily)|suspended|disabled|inactive|not accepting (mail|messages)")]
    private static partial Regex Suspended();

    [GeneratedRegex(
        @"access (is )?denied|permission denied|not (authori[sz]ed|permitted|allowed)|unauthori[sz]ed|prohibit|restrict|refus|reject|denied|forbidden|\bblocked?\b|banned|polic(y|ies)|violat|filter|not accept|delivery (report|not) ?(suppressed|authori[sz]ed)")]
    private static partial Regex Refused();

    [GeneratedRegex(
        @"time[d-]? ?-?out|timeout|temporar|try(ing)? again|retry|retries|re-?tried|later\b|gr[ea]y-?list|too many|throttl|rate limit|deferred|delay|connection (was )?(refused|reset|lost|closed|dropped|timed|died|failed|broken)|lost connection|unreachable|no route|too long|expired|is down|not respond|could ?n.t (connect|establish)|could not (connect|be contacted|establish)|unable to (connect|contact|establish)|can'?t connect|no answer|busy|unavailable|not available|loop|hop count|system error|resources|internal error|i/o error|input/output|out of memory|local(ly)? (error|failed)|storage|malformed or unexpected|name ?server (reply|error|fail)|name service error|could ?n.t create|mailer error|failed \d+ attempts")]
    private static partial Regex Passing();
}

/// <summary>Which command of the dialogue a server answered (RFC 5321).</summary>
internal enum SmtpStage
{
    /// <summary>Not told.</summary>
    Unknown,

    /// <summary>The greeting, or MAIL FROM: no recipient had been named.</summary>
    Sender,

    /// <summary>RCPT TO.</summary>
    Recipient,

    /// <summary>DATA, or the end of it: the recipient had been accepted.</summary>
    Message,
}
