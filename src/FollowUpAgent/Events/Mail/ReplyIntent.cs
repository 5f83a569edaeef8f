namespace FollowUpAgent.Events.Mail;

/// <summary>What an answer means.</summary>
internal enum ReplyIntent
{
    /// <summary>Too little to tell.</summary>
    Unclear,

    /// <summary>Wants to go on.</summary>
    Interested,

    /// <summary>Asks something.</summary>
    Question,

    /// <summary>Has a reason against it.</summary>
    Objection,

    /// <summary>Later, perhaps.</summary>
    NotNow,

    /// <summary>No.</summary>
    NotInterested,

    /// <summary>Somebody else is the one to ask.</summary>
    WrongPerson,

    /// <summary>The person works there no longer.</summary>
    LeftCompany,

    /// <summary>Wants no more mail.</summary>
    Unsubscribe,

    /// <summary>A machine says that the person is away.</summary>
    OutOfOffice,

    /// <summary>A machine says something else.</summary>
    AutoReply,
}
