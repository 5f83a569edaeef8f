namespace FollowUpAgent.Events.Mail;

/// <summary>What an answer means.</summary>
internal enum ReplyIntent
{
    /// <summary>Too little to tell.</summary>
    Unclear,

    /// <summary>Wants to go on.</summary>
    Interested,

    /// <summary>Asks something.</summary>
    Question,

    /// <summary>Has a reason against it.</summary>
    Objection,

    /// <summary>Later, perhaps.</summary>
    NotNow,

    /// <summary>No.</summary>
    NotInterested,

    /// <summary>Somebody else is the one to ask.</summary>
    WrongPerson,

    /// <summary>The person works there no longer.</summary>
    LeftCompany,

    /// <summary>Wants no more mail.</summary>
    Unsubscribe,

    /// <summary>A machine says that the person is away.</summary>
    OutOfOffice,

    /// <summary>A machine says something else.</summary>
    AutoReply,
}

/// <summary>An answer, understood as far as it goes.</summary>
/// <param name="Text">The person's own words, without what they quote.</param>
/// <param name="Intent">What it means.</param>
/// <param name="Confidence">How sure that is, 0 to 1.</param>
/// <param name="Reason">The words that decided.</param>
/// <param name="ReturnDate">When the person is back, or wants to be asked again; or null.</param>
internal sealed record ReplyReading(string Text, ReplyIntent Intent, double Confidence, string? Reason, DateOnly? ReturnDate)
{
    /// <summary>How much of an answer is kept, in letters.</summary>
    public const int MostKept = 20_000;

    private const int MostRead = 4000;
    private const double Sure = 0.7;

    /// <summary>The address of whom they refer to, or null.</summary>
    public string? ProposedAddress { get; init; }

    /// <summary>Whether it is too unsure to act on.</summary>
    public bool NeedsPerson => Confidence < Sure;

    /// <summary>Reads an answer.</summary>
    public static ReplyReading Of(ReceivedMail mail, DateTimeOffset receivedAt)
    {
        var own = ReplyText.WithoutQuotes(mail.Text);
        var subject = mail.Find("Subject") ?? "";
        var today = DateOnly.FromDateTime((MailClassifier.DateOf(mail) ?? receivedAt).Date);
        if (AutomaticMail.WhyAutomatic(mail) is { } why)
        {
            var away = mail.Find("X-Apple-Action") == "VACATION" ? "X-Apple-Action" : ReplyPhrases.AwayIn($"{subject}\n{Short(own)}");
            return away is null
                ? new ReplyReading(own, ReplyIntent.AutoReply, 0.9, why, null)
                : new ReplyReading(own, ReplyIntent.OutOfOffice, 0.9, away, ReplyDates.Find(Short(own), today));
        }

        var (intent, confidence, reason) = Understand(own.Length > 0 ? own : subject);
        return new ReplyReading(own, intent, confidence, reason, intent is ReplyIntent.NotNow or ReplyIntent.OutOfOffice ? ReplyDates.Find(Short(own), today) : null);
    }

    /// <summary>What a person's own words mean, how sure that is, and the words that decided.</summary>
    public static (ReplyIntent Intent, double Confidence, string? Reason) Understand(string own)
    {
        if (ReplyText.AsksToLeave(own))
        {
            return (ReplyIntent.Unsubscribe, 0.99, own.Split('\n')[0].Trim());
        }

        var text = Short(own).Replace('’', '\'');
        var found = ReplyPhrases.All.Select(p => (p.Intent, p.Weight, Match: p.Phrases.Match(text))).Where(f => f.Match.Success).ToList();
        if (found.Count == 0)
        {
            return (ReplyIntent.Unclear, 0, null);
        }

        // A second meaning beside the first makes it less sure; a question mark belongs to any of them.
        var others = found.Skip(1).Count(f => f.Intent is not ReplyIntent.Question);
        return (found[0].Intent, found[0].Weight - (0.1 * Math.Min(others, 3)), found[0].Match.Value.Trim());
    }

    private static string Short(string text) => text.Length > MostRead ? text[..MostRead] : text;
}
