namespace FollowUpAgent.Events.Mail;

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

    /// <summary>The address of whom they refer to, or null.</summary>
    public string? ProposedAddress { get; init; }

    /// <summary>Whether it is too unsure to act on: a person decides.</summary>
    public bool NeedsPerson { get; init; }
}
