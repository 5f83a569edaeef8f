namespace FollowUpAgent.Sequences;

/// <summary>Where an enrollment stands. All but <see cref="Ended"/> are open: a reply or a suppression still stops them.</summary>
internal enum EnrollmentState
{
    /// <summary>Its next step is not due yet; <c>due_at</c> says when it is.</summary>
    Waiting,

    /// <summary>A slot is drawn for its step; <c>due_at</c> is the moment the slot begins.</summary>
    Decided,

    /// <summary>Slot and variant are drawn for its step, and a person is asked about the mail; <c>due_at</c> is when that is over.</summary>
    Asked,

    /// <summary>The message of its step is in the outbox; the next wait counts from the real send time.</summary>
    Sending,

    /// <summary>A person holds it; nothing is due until it is let go.</summary>
    Paused,

    /// <summary>It is over and has an <see cref="ExitReason"/>.</summary>
    Ended,
}

/// <summary>The text form of an <see cref="EnrollmentState"/> in the database and in JSON; it outlives a rename in code.</summary>
internal static class EnrollmentStateText
{
    public static bool IsOpen(this EnrollmentState state) => state is not EnrollmentState.Ended;

    public static string ToText(this EnrollmentState state) => state switch
    {
        EnrollmentState.Waiting => "waiting",
        EnrollmentState.Decided => "decided",
        EnrollmentState.Asked => "asked",
        EnrollmentState.Sending => "sending",
        EnrollmentState.Paused => "paused",
        EnrollmentState.Ended => "ended",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No such enrollment state."),
    };

    public static EnrollmentState Parse(string text) => text switch
    {
        "waiting" => EnrollmentState.Waiting,
        "decided" => EnrollmentState.Decided,
        "asked" => EnrollmentState.Asked,
        "sending" => EnrollmentState.Sending,
        "paused" => EnrollmentState.Paused,
        "ended" => EnrollmentState.Ended,
        _ => throw new FormatException($"'{text}' is no enrollment state: expected waiting, decided, asked, sending, paused or ended."),
    };
}
