namespace FollowUpAgent.Oversight.People;

/// <summary>What a person does to the agent, and is named with afterwards.</summary>
internal enum Deed
{
    /// <summary>Close a task, or say that a contact was answered.</summary>
    SeeToTask,

    /// <summary>Say what an answer means.</summary>
    CorrectReply,

    /// <summary>Put an address on the suppression list.</summary>
    Suppress,

    /// <summary>Take an address off it.</summary>
    Unsuppress,

    /// <summary>Remove a person from all rooms.</summary>
    Erase,

    /// <summary>Let a mailbox go on that was stopped for complaints.</summary>
    ResumeSender,

    /// <summary>Approve or refuse what the agent proposes to send.</summary>
    Approve,

    /// <summary>Put a person's decision in the place of the agent's.</summary>
    Override,

    /// <summary>Stop the agent or a sequence, and let it go on.</summary>
    Pause,

    /// <summary>Lay settings over the configuration.</summary>
    Direct,
}

/// <summary>Which role each deed takes.</summary>
internal static class DeedRoles
{
    /// <summary>The least role that may do it. To stop takes no more than to approve: whoever sees harm must be able to end it.</summary>
    public static PersonRole LeastRole(this Deed deed) => deed switch
    {
        Deed.SeeToTask or Deed.CorrectReply or Deed.Suppress or Deed.Approve or Deed.Override or Deed.Pause => PersonRole.Approver,
        Deed.Unsuppress or Deed.Erase or Deed.ResumeSender or Deed.Direct => PersonRole.Admin,
        _ => throw new ArgumentOutOfRangeException(nameof(deed), deed, "No such deed."),
    };

    /// <summary>The deed, to follow "may not".</summary>
    public static string InWords(this Deed deed) => deed switch
    {
        Deed.SeeToTask => "see to tasks",
        Deed.CorrectReply => "correct what answers mean",
        Deed.Suppress => "suppress an address",
        Deed.Unsuppress => "take an address off the suppression list",
        Deed.Erase => "erase a person",
        Deed.ResumeSender => "let a mailbox go on",
        Deed.Approve => "approve",
        Deed.Override => "override a decision",
        Deed.Pause => "pause or resume",
        Deed.Direct => "make or end a directive",
        _ => throw new ArgumentOutOfRangeException(nameof(deed), deed, "No such deed."),
    };
}
