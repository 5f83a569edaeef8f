using FollowUpAgent.Contacts;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Oversight;

/// <summary>What a person is to do for a contact. While it is open, the agent writes nothing to that contact.</summary>
internal sealed record OwnerTask
{
    /// <summary>The task's id.</summary>
    public TaskId Id { get; init; }

    /// <summary>For whom, or null once the contact was erased.</summary>
    public ContactId? ContactId { get; init; }

    /// <summary>The enrollment whose mail was answered, or null where none was named.</summary>
    public EnrollmentId? EnrollmentId { get; init; }

    /// <summary>Its sequence, or null.</summary>
    public string? Sequence { get; init; }

    /// <summary>The event that caused it.</summary>
    public Guid EventId { get; init; }

    /// <summary>One of <see cref="TaskKind"/>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The words that decided, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>What the contact wrote last, cut short, or null. Data: never part of a query, a template or a log.</summary>
    public string? Text { get; init; }

    /// <summary>How many answers came while it is open.</summary>
    public int Answers { get; init; } = 1;

    /// <summary>The address of whom they refer to, or null.</summary>
    public string? ProposedAddress { get; init; }

    /// <summary>The address of who is to do it, or null where nobody is configured.</summary>
    public string? Owner { get; init; }

    /// <summary>When it was opened.</summary>
    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>How often telling the owner was begun.</summary>
    public int NoticeTries { get; init; }

    /// <summary>When the owner was told, or null.</summary>
    public DateTimeOffset? NotifiedAt { get; init; }

    /// <summary>When it was closed, or null.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Who closed it, or null.</summary>
    public string? ClosedBy { get; init; }

    /// <summary>One of <see cref="TaskOutcome"/>, or null while it is open.</summary>
    public string? Outcome { get; init; }
}

/// <summary>What a task is about, as text in database and JSON.</summary>
internal static class TaskKind
{
    /// <summary>Wants to go on.</summary>
    public const string Interested = "interested";

    /// <summary>Asks something.</summary>
    public const string Question = "question";

    /// <summary>Has a reason against it.</summary>
    public const string Objection = "objection";

    /// <summary>Names somebody else.</summary>
    public const string Referral = "referral";

    /// <summary>Perhaps wants no more mail: too unsure to act on.</summary>
    public const string UnsubscribeUnsure = "unsubscribe-unsure";

    /// <summary>Nobody can tell but a person.</summary>
    public const string Unclear = "unclear";

    /// <summary>A lost lead whom a person is to phone.</summary>
    public const string Call = "call";
}

/// <summary>How a task ended, as text in database and JSON.</summary>
internal static class TaskOutcome
{
    /// <summary>A person answered the contact.</summary>
    public const string Answered = "answered";

    /// <summary>There was nothing to do.</summary>
    public const string Dismissed = "dismissed";

    /// <summary>The contact was erased.</summary>
    public const string Erased = "erased";

    /// <summary>What a person may say.</summary>
    public static IReadOnlyList<string> Sayable { get; } = [Answered, Dismissed];
}
