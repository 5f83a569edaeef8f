namespace FollowUpAgent.Events;

/// <summary>The kinds of events that the agent itself knows, as text in webhooks and database. Others are own outcomes by their key.</summary>
internal static class EventKind
{
    /// <summary>A person answered.</summary>
    public const string Replied = "replied";

    /// <summary>A link was followed.</summary>
    public const string Clicked = "clicked";

    /// <summary>The pixel was fetched. Never a reward: mail programs fetch it by themselves.</summary>
    public const string Opened = "opened";

    /// <summary>The contact wants no more mail.</summary>
    public const string Unsubscribed = "unsubscribed";

    /// <summary>The contact marked a mail as spam.</summary>
    public const string Complained = "complained";

    /// <summary>A mail came back.</summary>
    public const string Bounced = "bounced";

    /// <summary>The contact reached the goal.</summary>
    public const string Goal = "goal";
}
