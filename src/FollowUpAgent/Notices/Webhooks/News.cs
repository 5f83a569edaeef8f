using FollowUpAgent.Contacts;

namespace FollowUpAgent.Notices.Webhooks;

/// <summary>Something that happened and that somebody wants to hear of, with what there is to tell. What its kind does not have is null.</summary>
internal sealed record News
{
    /// <summary>Its place in the list.</summary>
    public long Id { get; init; }

    /// <summary>One of <see cref="WebhookKind"/>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The event, the enrollment, the task or the decision; null for a report.</summary>
    public Guid? Source { get; init; }

    /// <summary>The week of a report.</summary>
    public string? Week { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset HappenedAt { get; init; }

    /// <summary>Whom it is about.</summary>
    public ContactId? ContactId { get; init; }

    /// <summary>Their address. Null once they were erased: then nobody is told.</summary>
    public string? Address { get; init; }

    /// <summary>The mail that it belongs to.</summary>
    public Guid? Message { get; init; }

    /// <summary>Its sequence.</summary>
    public string? Sequence { get; init; }

    /// <summary>Its step.</summary>
    public string? Step { get; init; }

    /// <summary>Its variant.</summary>
    public string? Variant { get; init; }

    /// <summary>Of an event: what it was.</summary>
    public string? Event { get; init; }

    /// <summary>Of a bounce: its status code and what else is known, in words of ours.</summary>
    public string? Detail { get; init; }

    /// <summary>Of an answer: what it means.</summary>
    public string? Intent { get; init; }

    /// <summary>Of an answer: how sure that is.</summary>
    public double? Confidence { get; init; }

    /// <summary>Of an answer: whether a person has to read it.</summary>
    public bool? NeedsPerson { get; init; }

    /// <summary>Of an answer: its words.</summary>
    public string? Text { get; init; }

    /// <summary>Of a task: what it is about; of an enrollment: why it ended; of an approval: what follows where nobody answers.</summary>
    public string? Reason { get; init; }

    /// <summary>Of a task: who is to do it.</summary>
    public string? Owner { get; init; }

    /// <summary>Of an approval: when the mail is to go out. Of an enrollment: when it began.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Of an approval: until when an answer counts.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What tells it from all other news; the same if the same is found again.</summary>
    public string Occasion => $"{Kind}/{Source?.ToString() ?? Week}/{HappenedAt.UtcTicks}";
}
