using FollowUpAgent.Contacts;
using FollowUpAgent.Dispatch;

namespace FollowUpAgent.Reports.Silences;

/// <summary>One reason why nothing is sent to a contact now; what does not apply to its kind is null.</summary>
/// <param name="Kind">Which.</param>
internal sealed record Silence(SilenceKind Kind)
{
    /// <summary>The sequence that it is about, or null for all.</summary>
    public string? Sequence { get; init; }

    /// <summary>The step.</summary>
    public string? Step { get; init; }

    /// <summary>The rule, state, mailbox or domain that it is.</summary>
    public string? What { get; init; }

    /// <summary>Why, in the words of whoever or whatever decided it.</summary>
    public string? Why { get; init; }

    /// <summary>Who decided it, or is to be asked.</summary>
    public string? Who { get; init; }

    /// <summary>The directive, task, decision or message.</summary>
    public Guid? Id { get; init; }

    /// <summary>Since when it holds.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Until when, or when it is looked at again.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>How much of a cap is used.</summary>
    public long? Used { get; init; }

    /// <summary>The cap.</summary>
    public long? Limit { get; init; }

    /// <summary>Where it stands in the line of its mailbox.</summary>
    public QueuePlace? Place { get; init; }
}

/// <summary>What holds mails back. The most binding first: what no time ends, then what people hold, then what waits for its time.</summary>
internal enum SilenceKind
{
    /// <summary>Nobody is known by this name.</summary>
    Unknown,

    /// <summary>The person was erased.</summary>
    Erased,

    /// <summary>The address is suppressed.</summary>
    Suppressed,

    /// <summary>Without a reason to write, nobody is enrolled.</summary>
    NotMailable,

    /// <summary>In no sequence, now or before.</summary>
    NeverEnrolled,

    /// <summary>A sequence ended.</summary>
    Ended,

    /// <summary>In the group that gets nothing.</summary>
    Holdout,

    /// <summary>The enrollment ends as soon as it is looked at.</summary>
    Over,

    /// <summary>The mail could not be written, or killed its worker.</summary>
    Quarantined,

    /// <summary>The enrollment is held for a person.</summary>
    Held,

    /// <summary>A person has something to do for the contact.</summary>
    Task,

    /// <summary>People paused it.</summary>
    Paused,

    /// <summary>A written rule leaves nothing to send.</summary>
    Guardrail,

    /// <summary>The mailbox is stopped.</summary>
    MailboxStopped,

    /// <summary>People are asked about the mail.</summary>
    Approval,

    /// <summary>No worker is at work.</summary>
    NoWorker,

    /// <summary>A person has answered the contact.</summary>
    Answered,

    /// <summary>The contact is away.</summary>
    Away,

    /// <summary>A day without mails by a written rule.</summary>
    QuietDay,

    /// <summary>A written rule lets others be written to first.</summary>
    Volume,

    /// <summary>A budget of harm is used up.</summary>
    Budget,

    /// <summary>A goal's budget is used up.</summary>
    GoalBudget,

    /// <summary>The contact had enough mails of late.</summary>
    ContactCap,

    /// <summary>The send window stays closed.</summary>
    Closed,

    /// <summary>The recipient's domain refused the mailbox.</summary>
    Circuit,

    /// <summary>The mailbox has sent what its day allows.</summary>
    MailboxCap,

    /// <summary>The recipient's domain has got what its day allows.</summary>
    DomainCap,

    /// <summary>The day's mails without a person's word are used up.</summary>
    AutomaticCeiling,

    /// <summary>The outbox is full.</summary>
    OutboxFull,

    /// <summary>The step is not due.</summary>
    NotDue,

    /// <summary>A slot is drawn and has not begun.</summary>
    SlotDrawn,

    /// <summary>The mail is in the outbox.</summary>
    InOutbox,

    /// <summary>The mail may have gone out.</summary>
    UnknownFate,

    /// <summary>It is due: the next pass takes it.</summary>
    Due,

    /// <summary>Mails are written into a folder and do not leave.</summary>
    MailFolder,
}

/// <summary>Why nothing is sent to a contact.</summary>
/// <param name="Contact">Who, or null where nobody is known by that name.</param>
/// <param name="At">The moment.</param>
/// <param name="Reasons">All that hold, the most binding first.</param>
internal sealed record SilentContact(ContactId? Contact, DateTimeOffset At, IReadOnlyList<Silence> Reasons);
