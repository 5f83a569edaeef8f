using FollowUpAgent.Contacts;

namespace FollowUpAgent.Events.Replies;

/// <summary>What a person said that an answer means: a sample for the classifier, kept until the contact is erased.</summary>
internal sealed record ReplyCorrection
{
    /// <summary>The event that the answer is.</summary>
    public Guid EventId { get; init; }

    /// <summary>Who answered.</summary>
    public ContactId ContactId { get; init; }

    /// <summary>Their own words.</summary>
    public string Text { get; init; } = "";

    /// <summary>What they mean.</summary>
    public string Intent { get; init; } = "";

    /// <summary>Who said so, or null.</summary>
    public string? CorrectedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset CorrectedAt { get; init; }
}
