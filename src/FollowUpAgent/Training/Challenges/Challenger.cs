namespace FollowUpAgent.Training.Challenges;

/// <summary>
/// A recipe that is to serve, or serves and is watched; fitted on the same decisions as the one it is compared with, so that later ones can
/// judge between them. Never changed.
/// </summary>
internal sealed record Challenger
{
    /// <summary>Names it.</summary>
    public Guid Id { get; init; }

    /// <summary>How it began: <see cref="ChallengeState.Shadow"/> or <see cref="ChallengeState.All"/>, as text.</summary>
    public string Stage { get; init; } = "";

    /// <summary>The recipe, as JSON.</summary>
    public string Recipe { get; init; } = "";

    /// <summary>The recipe that serves or, where this one does, the one before; as JSON.</summary>
    public string Champion { get; init; } = "";

    /// <summary>What is different, for people.</summary>
    public string Changes { get; init; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset MadeAt { get; init; }

    /// <summary>Decisions from then on are evidence: both were fitted on those before.</summary>
    public DateTimeOffset SinceAt { get; init; }

    /// <summary>What it learned.</summary>
    public string Content { get; init; } = "";

    /// <summary>What the champion's recipe learned.</summary>
    public string ChampionContent { get; init; } = "";

    /// <summary>What it learned of contacts that are all alike.</summary>
    public string ContextFreeContent { get; init; } = "";
}

/// <summary>How a challenger stands.</summary>
internal enum ChallengeState
{
    /// <summary>It is judged and decides nothing.</summary>
    Shadow,

    /// <summary>It serves, and later evidence may send it back.</summary>
    All,

    /// <summary>It serves for good.</summary>
    Kept,

    /// <summary>It is measurably worse, and never served.</summary>
    Refused,

    /// <summary>It served and turned out worse; the recipe before serves again.</summary>
    Demoted,

    /// <summary>The configuration does not ask for it any more.</summary>
    Withdrawn,
}

/// <summary>What the gate said of a challenger one night, as the database holds it. Written once.</summary>
internal sealed record Judgement
{
    /// <summary>Names it.</summary>
    public Guid Id { get; init; }

    /// <summary>Of whom.</summary>
    public Guid ChallengerId { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset JudgedAt { get; init; }

    /// <summary>How the challenger stands after it (<see cref="ChallengeState"/>), as text.</summary>
    public string State { get; init; } = "";

    /// <summary>The verdict: not-enough-evidence, worse, not-worse or better; null where the gate was not asked.</summary>
    public string? Verdict { get; init; }

    /// <summary>Why the log cannot tell, or why a verdict was not followed.</summary>
    public string? Reason { get; init; }

    /// <summary>About how many more sends would tell.</summary>
    public long? MoreSends { get; init; }

    /// <summary>How many decisions were evidence.</summary>
    public long Decisions { get; init; }

    /// <summary>What a decision is worth under the challenger.</summary>
    public double? Value { get; init; }

    /// <summary>What it is worth under the champion.</summary>
    public double? ChampionValue { get; init; }

    /// <summary>Every figure, as JSON.</summary>
    public string? Figures { get; init; }

    /// <summary>What is different in the challenger, for people; not a column of this table.</summary>
    public string Changes { get; init; } = "";
}
