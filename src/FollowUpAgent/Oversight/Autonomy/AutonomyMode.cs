namespace FollowUpAgent.Oversight.Autonomy;

/// <summary>Who decides whether a mail goes out.</summary>
internal enum AutonomyMode
{
    /// <summary>The agent.</summary>
    Auto,

    /// <summary>The agent, and people see it beforehand: it goes out unless one of them says otherwise.</summary>
    Notify,

    /// <summary>A person. Where none answers in time, what is configured for that happens.</summary>
    Approve,

    /// <summary>A person, each mail by itself and none in bulk. Where none answers, nothing is sent.</summary>
    Manual,
}

/// <summary>What follows where nobody answers in time.</summary>
internal enum Unanswered
{
    /// <summary>The step is passed over.</summary>
    Skip,

    /// <summary>Business as usual is sent: the step's first variant.</summary>
    Baseline,

    /// <summary>What was proposed is sent.</summary>
    Auto,
}

/// <summary>The text forms in configuration, database and JSON.</summary>
internal static class AutonomyText
{
    /// <summary>Reads a mode; false where there is none of this name.</summary>
    public static bool TryParse(string? text, out AutonomyMode mode) => Enum.TryParse(text, ignoreCase: true, out mode) && IsName(text);

    /// <summary>Reads what follows; false where there is none of this name.</summary>
    public static bool TryParse(string? text, out Unanswered otherwise) => Enum.TryParse(text, ignoreCase: true, out otherwise) && IsName(text);

    /// <summary>The text of a mode.</summary>
    public static string ToText(this AutonomyMode mode) => mode switch
    {
        AutonomyMode.Auto => "auto",
        AutonomyMode.Notify => "notify",
        AutonomyMode.Approve => "approve",
        AutonomyMode.Manual => "manual",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "No such mode."),
    };

    /// <summary>The text of what follows.</summary>
    public static string ToText(this Unanswered otherwise) => otherwise switch
    {
        Unanswered.Skip => "skip",
        Unanswered.Baseline => "baseline",
        Unanswered.Auto => "auto",
        _ => throw new ArgumentOutOfRangeException(nameof(otherwise), otherwise, "No such answer."),
    };

    // The parser takes numbers too.
    private static bool IsName(string? text) => text is { Length: > 0 } && char.IsAsciiLetter(text[0]);
}
