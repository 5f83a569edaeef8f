using FollowUpAgent.Contacts;
using FollowUpAgent.Messages;

namespace FollowUpAgent.Events.Mail;

/// <summary>Between whom a mail goes and what it is about, as its headers say; anybody can write them.</summary>
/// <param name="From">The address it comes from, normalised; or null.</param>
/// <param name="To">The addresses it goes to, normalised.</param>
/// <param name="Subject">What it is about, without the marks of answers: see <see cref="Topic"/>.</param>
internal sealed record MailParties(string? From, IReadOnlyList<string> To, string Subject)
{
    private const int MostRecipients = 20;
    private static readonly string[] RecipientHeaders = ["To", "Cc"];
    private static readonly string[] Marks = ["re", "aw", "antw", "antwoord", "fw", "fwd", "wg", "doorst", "betr", "sv", "tr"];

    /// <summary>Whether it carries the mark that only our own mails carry.</summary>
    public bool IsMarked { get; init; }

    /// <summary>Whether it answers a mail of ours to one of us.</summary>
    public bool AnswersNotice { get; init; }

    /// <summary>Reads them.</summary>
    public static MailParties Of(ReceivedMail mail) => new(
        AddressKeys.Normalise(MailClassifier.AddressIn(mail.Find("From"))),
        [
            .. RecipientHeaders.SelectMany(mail.Headers.FindAll).SelectMany(line => line.Split(',', MostRecipients)).Select(MailClassifier.AddressIn)
                .Select(AddressKeys.Normalise).OfType<string>().Distinct().Take(MostRecipients),
        ],
        Topic(mail.Find("Subject") ?? ""))
    {
        IsMarked = mail.Find("X-Followup-Id") is not null,
        AnswersNotice = MailClassifier.IdsIn(mail.Find("In-Reply-To")).Concat(MailClassifier.IdsIn(mail.Find("References"))).Any(MessageIds.IsNotice),
    };

    /// <summary>A subject without "Re:" and the like, in lower case.</summary>
    public static string Topic(string subject)
    {
        var topic = subject.Trim().ToLowerInvariant();
        while (topic.IndexOf(':', StringComparison.Ordinal) is > 0 and <= 9 and var colon && Marks.Contains(topic[..colon].Split('[')[0].Trim()))
        {
            topic = topic[(colon + 1)..].Trim();
        }

        return topic;
    }
}
