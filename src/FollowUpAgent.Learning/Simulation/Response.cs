namespace FollowUpAgent.Learning.Simulation;

/// <summary>Something that follows a mail.</summary>
/// <param name="Kind">What.</param>
/// <param name="Delay">How long after the mail.</param>
public sealed record Response(ResponseKind Kind, TimeSpan Delay);

/// <summary>What can follow a mail.</summary>
public enum ResponseKind
{
    /// <summary>The mailbox does not exist.</summary>
    Bounce,

    /// <summary>An answering machine says that the person is away.</summary>
    OutOfOffice,

    /// <summary>A mail program loads the pixel by itself.</summary>
    MachineOpen,

    /// <summary>A scanner looks at the link.</summary>
    ScannerClick,

    /// <summary>The person reads.</summary>
    Open,

    /// <summary>The person follows the link.</summary>
    Click,

    /// <summary>The person answers.</summary>
    Reply,

    /// <summary>The person wants no more mail.</summary>
    Unsubscribe,

    /// <summary>The person does what the mail is for.</summary>
    Goal,
}
