using FollowUpAgent.Contacts;

namespace FollowUpAgent.Signals;

/// <summary>One thing that a contact did of own will.</summary>
/// <param name="SourceId">The event that says so.</param>
/// <param name="ContactId">Who.</param>
/// <param name="Kind">What, as <see cref="SignalKind"/>.</param>
/// <param name="Name">Of a visit the page group, as in <c>pricing</c>; of a custom event or a goal its name; otherwise, and of a page in no group, null.</param>
/// <param name="Subject">The message it was about, or null.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="RecordedAt">When we came to know, in business time: what is imported or joined later happened long before.</param>
internal sealed record Signal(
    Guid SourceId, ContactId ContactId, string Kind, string? Name, Guid? Subject, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt);

/// <summary>The kinds of signals, as text in the database.</summary>
internal static class SignalKind
{
    /// <summary>A person's answer.</summary>
    public const string Reply = "reply";

    /// <summary>A click; known only of who agreed to be tracked.</summary>
    public const string Click = "click";

    /// <summary>A visit to the website; the same.</summary>
    public const string Visit = "visit";

    /// <summary>A goal, a meeting, or another outcome of the operator's own.</summary>
    public const string Custom = "custom";

    /// <summary>Whether only consent to tracking makes it known.</summary>
    public static bool NeedsTracking(string kind) => kind is Click or Visit;
}
