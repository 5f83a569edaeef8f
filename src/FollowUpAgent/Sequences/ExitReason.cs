namespace FollowUpAgent.Sequences;

/// <summary>Why an enrollment ended. An ended enrollment has exactly one reason and never opens again.</summary>
internal enum ExitReason
{
    /// <summary>The last step is done.</summary>
    Completed,

    /// <summary>A person answered.</summary>
    Replied,

    /// <summary>Somebody else of the same company answered.</summary>
    CompanyReplied,

    /// <summary>The contact reached the goal.</summary>
    GoalReached,

    /// <summary>The contact booked a meeting.</summary>
    MeetingBooked,

    /// <summary>The contact unsubscribed.</summary>
    Unsubscribed,

    /// <summary>The address is suppressed for a reason of its own: imported, set by a person, basis withdrawn.</summary>
    Suppressed,

    /// <summary>A mail bounced for good.</summary>
    Bounced,

    /// <summary>The contact marked a mail as spam.</summary>
    Complained,

    /// <summary>The agent chose to skip twice in a row.</summary>
    AgentStopped,

    /// <summary>The step it stood at left the configuration.</summary>
    StepRemoved,

    /// <summary>Its sequence left the configuration.</summary>
    SequenceRemoved,

    /// <summary>A person ended it.</summary>
    Manual,

    /// <summary>It outlived the sequence's longest duration: its rounds lapsed until the time was over.</summary>
    LapsedOut,

    /// <summary>The contact was erased on request.</summary>
    Erased,
}

/// <summary>The text form of an <see cref="ExitReason"/> in the database and in JSON; it outlives a rename in code.</summary>
internal static class ExitReasonText
{
    private static readonly Dictionary<string, ExitReason> Reasons =
        Enum.GetValues<ExitReason>().ToDictionary(ToText, StringComparer.Ordinal);

    public static string ToText(this ExitReason reason) => reason switch
    {
        ExitReason.Completed => "completed",
        ExitReason.Replied => "replied",
        ExitReason.CompanyReplied => "company-replied",
        ExitReason.GoalReached => "goal-reached",
        ExitReason.MeetingBooked => "meeting-booked",
        ExitReason.Unsubscribed => "unsubscribed",
        ExitReason.Suppressed => "suppressed",
        ExitReason.Bounced => "bounced",
        ExitReason.Complained => "complained",
        ExitReason.AgentStopped => "agent-stopped",
        ExitReason.StepRemoved => "step-removed",
        ExitReason.SequenceRemoved => "sequence-removed",
        ExitReason.Manual => "manual",
        ExitReason.LapsedOut => "lapsed-out",
        ExitReason.Erased => "erased",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "No such exit reason."),
    };

    public static ExitReason Parse(string text) => Reasons.TryGetValue(text, out var reason)
        ? reason
        : throw new FormatException($"'{text}' is no exit reason: expected one of {string.Join(", ", Reasons.Keys)}.");
}
