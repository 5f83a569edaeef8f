namespace FollowUpAgent.Events;

/// <summary>The kinds of events that the agent itself knows, as text in webhooks and database. Others are own outcomes by their key.</summary>
internal static class EventKind
{
    /// <summary>A relay or provider took the mail.</summary>
    public const string Accepted = "accepted";

    /// <summary>It could not be delivered yet.</summary>
    public const string Deferred = "deferred";

    /// <summary>The recipient's server took it.</summary>
    public const string Delivered = "delivered";

    /// <summary>A mail came back.</summary>
    public const string Bounced = "bounced";

    /// <summary>The provider did not even try.</summary>
    public const string Rejected = "rejected";

    /// <summary>The provider could not make or send it.</summary>
    public const string Failed = "failed";

    /// <summary>A person answered.</summary>
    public const string Replied = "replied";

    /// <summary>A machine answered: out of office, a ticket, a mailing list. Stops nothing and is never a reward.</summary>
    public const string AutoReplied = "auto-replied";

    /// <summary>A person here wrote to the contact: their task is answered, and the agent keeps quiet for a while.</summary>
    public const string Answered = "answered";

    /// <summary>A link was followed.</summary>
    public const string Clicked = "clicked";

    /// <summary>The pixel was fetched. Never a reward: mail programs fetch it by themselves.</summary>
    public const string Opened = "opened";

    /// <summary>The page that asks before unsubscribing was fetched; by itself it means nothing.</summary>
    public const string UnsubscribeViewed = "unsubscribe-viewed";

    /// <summary>The contact wants no more mail.</summary>
    public const string Unsubscribed = "unsubscribed";

    /// <summary>
    /// The contact wants mail again. By our own page that lifts the contact's own unsubscribe; by a provider's it is kept, and nothing follows:
    /// <c>unsuppress</c> is a person's decision.
    /// </summary>
    public const string Resubscribed = "resubscribed";

    /// <summary>The contact marked a mail as spam.</summary>
    public const string Complained = "complained";

    /// <summary>The contact was on our website.</summary>
    public const string Visited = "visited";

    /// <summary>The contact reached the goal.</summary>
    public const string Goal = "goal";

    /// <summary>The contact booked a meeting; an own outcome where it is configured as one.</summary>
    public const string Meeting = "meeting";

    /// <summary>An earlier event is taken back.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>Something that was read and is nothing of these.</summary>
    public const string Other = "other";

    /// <summary>Whether such an event proves that the message it names left.</summary>
    public static bool ProvesSending(string kind) =>
        kind is Accepted or Deferred or Delivered or Bounced or Replied or AutoReplied or Clicked or Opened or Unsubscribed or Complained;
}
