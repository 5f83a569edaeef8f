namespace FollowUpAgent.Sequences;

/// <summary>One sequence: its steps, its hours and its rules. Section <c>Sequences:&lt;key&gt;</c>.</summary>
internal sealed class SequenceOptions
{
    /// <summary>The steps in order. Required: 1 to 50.</summary>
    public StepOptions?[]? Steps { get; init; }

    /// <summary>The days and hours at which mails may leave, in the contact's own time zone. Default: Mon to Fri, 09:00 to 17:00.</summary>
    public SendWindowOptions SendWindow { get; init; } = new();

    /// <summary>
    /// The parts a day is divided into, clipped to the send window; hours in no part are never used. Default: morning until
    /// 12:00, midday until 14:00, afternoon until 18:00, evening until 24:00; in the default window that is 09:00-12:00,
    /// 12:00-14:00 and 14:00-17:00.
    /// </summary>
    public PartOfDayOptions?[]? PartsOfDay { get; init; }

    /// <summary>
    /// On which open days after a step falls due it may be sent, counted in days that the send window and the blackout dates
    /// allow. Default: 0, 1, 2. Each 0 to 30; times the parts of the day at most 12 slots.
    /// </summary>
    public int[]? DayOffsets { get; init; }

    /// <summary>Days on which this sequence does not send, besides the common ones; written alike. Default: none.</summary>
    public string?[]? BlackoutDates { get; init; }

    /// <summary>
    /// The language for a contact whose own is not known or has no template. Default: en. Two or three letters, as in nl,
    /// and a country where it matters, as in pt-BR.
    /// </summary>
    public string? DefaultLanguage { get; init; } = "en";

    /// <summary>The IANA time zone for a contact whose own is not known. Default: Etc/UTC.</summary>
    public string? DefaultTimeZone { get; init; } = "Etc/UTC";

    /// <summary>The keys of the senders it may use; a contact keeps the same one through the sequence. Default: all senders.</summary>
    public string?[]? Senders { get; init; }

    /// <summary>
    /// What ends an enrollment before its last step: reply, goal, meeting, bounce, complaint, unsubscribe. Default: all six. The last
    /// three stop it, listed or not, because they suppress the address.
    /// </summary>
    public string?[]? StopOn { get; init; }

    /// <summary>Whether the reply of one contact stops the sequence for everybody of the same company. Default: false.</summary>
    public bool StopCompanyOnReply { get; init; }

    /// <summary>What makes two contacts colleagues: domain (of their addresses, as registered; never that of a mail provider) or company (the field). Default: domain.</summary>
    public string? StopCompanyBy { get; init; } = "domain";

    /// <summary>The address of who answers where the agent should not: gets its tasks, unless the contact has an owner. Default: Tasks:Owner.</summary>
    public string? Owner { get; init; }

    /// <summary>Whether an out-of-office reply moves the next step past the return date. Default: true.</summary>
    public bool AwaitReturn { get; init; } = true;

    /// <summary>Whether a contact may enter again: never, or after-end (once its last enrollment has ended). Default: never.</summary>
    public string? Reentry { get; init; } = "never";

    /// <summary>Whether a contact stays out while it is in another sequence. Default: true.</summary>
    public bool Exclusive { get; init; } = true;

    /// <summary>
    /// Whether contacts whose data came from elsewhere, not from themselves, may be enrolled; their first mail names the
    /// source. Default: true.
    /// </summary>
    public bool MailsElsewhereData { get; init; } = true;

    /// <summary>Whether opens and clicks are tracked: inherit (as the contact and the service allow) or off. Default: inherit.</summary>
    public string? Tracking { get; init; } = "inherit";

    /// <summary>
    /// The longest an enrollment may last; after it, it ends as lapsed-out. Default: 365 days. More than all waits together,
    /// at most 3,650 days.
    /// </summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromDays(365);
}
