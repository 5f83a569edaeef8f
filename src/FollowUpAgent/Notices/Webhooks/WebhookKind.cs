namespace FollowUpAgent.Notices.Webhooks;

/// <summary>What other programs can be told of, as text in settings, database and bodies.</summary>
internal static class WebhookKind
{
    /// <summary>A person answered.</summary>
    public const string ReplyReceived = "reply.received";

    /// <summary>A contact reached the goal, or an own outcome that one of <c>Goals</c> counts.</summary>
    public const string GoalReached = "goal.reached";

    /// <summary>A contact wants no more mail.</summary>
    public const string ContactUnsubscribed = "contact.unsubscribed";

    /// <summary>A contact's mailbox is not there.</summary>
    public const string ContactBounced = "contact.bounced";

    /// <summary>A contact marked a mail as spam.</summary>
    public const string ContactComplained = "contact.complained";

    /// <summary>A contact waits for something that a person has to do.</summary>
    public const string TaskOpened = "task.opened";

    /// <summary>A mail waits for a person's word.</summary>
    public const string ApprovalAsked = "approval.asked";

    /// <summary>A contact left a sequence, at its end or before.</summary>
    public const string EnrollmentEnded = "enrollment.ended";

    /// <summary>A weekly report was made.</summary>
    public const string ReportMade = "report.made";

    /// <summary>Nothing happened: somebody tries whether the endpoint answers. Sent on request only.</summary>
    public const string Test = "webhook.test";

    /// <summary>All that an endpoint can choose.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        ReplyReceived, GoalReached, ContactUnsubscribed, ContactBounced, ContactComplained, TaskOpened, ApprovalAsked, EnrollmentEnded, ReportMade,
    ];
}
