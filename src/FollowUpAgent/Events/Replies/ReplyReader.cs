using FollowUpAgent.Events.Mail;

namespace FollowUpAgent.Events.Replies;

/// <summary>Reads answers: what a person wrote, what it means, from when on, and whom it names. Pure.</summary>
/// <param name="classifier">What tells meanings apart; fitted when first asked.</param>
/// <param name="sure">From which probability on a meaning is acted on.</param>
/// <param name="sureToLeave">The same for the wish to be left alone.</param>
internal sealed class ReplyReader(Func<ReplyClassifier> classifier, double sure, double sureToLeave)
{
    // A wish that is passed over costs more than one that a person looks at in vain; no other meaning is that likely then.
    private const double LeastLeaving = 0.25;
    private const double LeastMeaning = 0.2;
    private const double SureByRule = 0.99;

    // One word says something where that is likelier than not.
    private const double LeastOfOneWord = 0.5;
    private const double LeftForSure = 0.5;

    private static readonly ReplyIntent[] OfMachines = [ReplyIntent.OutOfOffice, ReplyIntent.AutoReply];

    /// <summary>As shipped: without corrections, with the thresholds that are set by default.</summary>
    public static ReplyReader Shipped { get; } = new(() => ReplyClassifier.Shipped, EventsOptions.DefaultReplyThreshold, EventsOptions.DefaultUnsubscribeThreshold);

    /// <summary>Reads an answer.</summary>
    public ReplyReading Read(ReceivedMail mail, DateTimeOffset receivedAt)
    {
        var own = ReplyText.WithoutQuotes(mail.Text);
        var subject = mail.Find("Subject") ?? "";
        var today = DateOnly.FromDateTime((MailClassifier.DateOf(mail) ?? receivedAt).Date);
        var reading = AutomaticMail.WhyAutomatic(mail) is { } why ? ReadMachine(mail, subject, own, why) : Understand(own.Length > 0 ? own : subject);
        return reading with
        {
            Text = own,
            ReturnDate = reading.Intent is ReplyIntent.NotNow or ReplyIntent.OutOfOffice ? ReplyDates.Find(own, today) : null,
            ProposedAddress = reading.Intent is ReplyIntent.WrongPerson or ReplyIntent.LeftCompany ? ReplyAddresses.Proposed(mail, Short(own)) : null,
        };
    }

    /// <summary>What a person's own words mean.</summary>
    public ReplyReading Understand(string own)
    {
        if (ReplyText.AsksToLeave(own))
        {
            return Reading(own, ReplyIntent.Unsubscribe, SureByRule, own.Split('\n')[0].Trim());
        }

        var (features, probabilities) = classifier().Weigh(own);
        var leaving = Of(probabilities, ReplyIntent.Unsubscribe);
        var likeliest = leaving >= LeastLeaving ? ReplyIntent.Unsubscribe : ReplyClassifier.Intents.MaxBy(i => Of(probabilities, i));
        if (likeliest is ReplyIntent.Unsubscribe && LeavingPhrases.SaysStaying(features.Text))
        {
            return Reading(own, likeliest, leaving, classifier().ReasonFor(features, likeliest)) with { NeedsPerson = true };
        }

        return features.Words.Count == 0 || Of(probabilities, likeliest) < (features.Words.Count == 1 ? LeastOfOneWord : LeastMeaning)
            ? Reading(own, ReplyIntent.Unclear, 0, null)
            : Reading(own, likeliest, Of(probabilities, likeliest), classifier().ReasonFor(features, likeliest));
    }

    // Headers say that it is a machine; what is left to tell is what it says.
    private ReplyReading ReadMachine(ReceivedMail mail, string subject, string own, string why)
    {
        var (features, probabilities) = classifier().Weigh($"{subject}\n{own}");
        if (Of(probabilities, ReplyIntent.LeftCompany) is var left and >= LeftForSure)
        {
            return Reading(own, ReplyIntent.LeftCompany, left, classifier().ReasonFor(features, ReplyIntent.LeftCompany));
        }

        var away = mail.Find("X-Apple-Action") == "VACATION" ? "X-Apple-Action" : ReplyPhrases.AwayIn($"{subject}\n{Short(own)}");
        var share = Of(probabilities, ReplyIntent.OutOfOffice) / OfMachines.Sum(i => Of(probabilities, i));
        return away is not null || share > 0.5
            ? Reading(own, ReplyIntent.OutOfOffice, away is null ? share : Math.Max(share, 0.9), away ?? classifier().ReasonFor(features, ReplyIntent.OutOfOffice))
            : Reading(own, ReplyIntent.AutoReply, 1 - share, why);
    }

    private ReplyReading Reading(string own, ReplyIntent intent, double confidence, string? reason) =>
        new(own, intent, confidence, reason, null) { NeedsPerson = confidence < (intent is ReplyIntent.Unsubscribe ? sureToLeave : sure) };

    private static double Of(double[] probabilities, ReplyIntent intent) => probabilities[Array.IndexOf(ReplyClassifier.Intents, intent)];

    private static string Short(string text) => text.Length > ReplyFeatures.MostLetters ? text[..ReplyFeatures.MostLetters] : text;
}
