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
    /// <summary>Reads an answer.</summary>
    public static ReplyReading Of(ReceivedMail mail, DateTimeOffset receivedAt)
    {
        var own = ReplyText.WithoutQuotes(mail.Text);
        var why = AutomaticMail.WhyAutomatic(mail);
        return new ReplyReading(own, why is null ? ReplyIntent.Unclear : ReplyIntent.AutoReply, why is null ? 0 : 1, why, receivedAt == default ? null : null);
    }
}
