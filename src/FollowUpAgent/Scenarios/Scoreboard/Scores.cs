namespace FollowUpAgent.Scenarios.Scoreboard;

/// <summary>How people and the agent get along.</summary>
/// <param name="From">The first moment of answering that counts.</param>
/// <param name="Until">Now.</param>
/// <param name="Answers">How many questions were closed.</param>
/// <param name="AreCut">Whether there were more than are counted here: the newest are.</param>
/// <param name="People">By who answered.</param>
/// <param name="Rules">By the rule that asked.</param>
/// <param name="Overridden">What the agent expects that overriding brought.</param>
/// <param name="Coin">What the agent brought more than people where a coin chose between them.</param>
/// <param name="Followed">What followed, by answer and outcome.</param>
/// <param name="Habits">Where people keep answering the same way.</param>
internal sealed record Scores(
    DateTimeOffset From,
    DateTimeOffset Until,
    int Answers,
    bool AreCut,
    IReadOnlyList<AnswerTally> People,
    IReadOnlyList<AnswerTally> Rules,
    IReadOnlyList<OverrideEstimate> Overridden,
    CoinMeasure Coin,
    IReadOnlyList<FollowedRate> Followed,
    IReadOnlyList<Habit> Habits)
{
    /// <summary>Below so many items nothing is said of a mean or a rate.</summary>
    public const int LeastItems = 20;
}

/// <summary>How somebody answers, or what a rule's questions come to.</summary>
internal sealed record AnswerTally(string Name, int Approved, int Changed, int Skipped, int Stopped, int Expired);

/// <summary>What the agent expected of its proposals, less what it expected of what was done: an estimate of its model and no measurement.</summary>
/// <param name="Answer">Changed or skipped.</param>
/// <param name="Items">How many there were.</param>
/// <param name="Estimated">Of how many the ledger holds a forecast for both; of a text of one's own it holds none.</param>
/// <param name="Mean">The mean, in the goal's unit; null below <see cref="Scores.LeastItems"/>.</param>
/// <param name="Low">The lower end of its 95 % interval over items.</param>
/// <param name="High">The upper end.</param>
internal sealed record OverrideEstimate(string Answer, int Items, int Estimated, double? Mean, double? Low, double? High);

/// <summary>How often an outcome followed what was answered in one way. The answers were not drawn: the rates do not compare the answers.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Outcome">The outcome's key.</param>
/// <param name="Items">How many are past the outcome's window and could be observed.</param>
/// <param name="Happened">How often it followed.</param>
/// <param name="Low">The lower end of the 95 % interval of its rate; null below <see cref="Scores.LeastItems"/>.</param>
/// <param name="High">The upper end.</param>
internal sealed record FollowedRate(string Answer, string Outcome, long Items, long Happened, double? Low, double? High);

/// <summary>Where people keep answering the same way, with the rule that would spare them the question. Nobody applies it but a person.</summary>
/// <param name="Sequence">The sequence's key.</param>
/// <param name="Step">The step's key.</param>
/// <param name="Scope">Which of its mails: all, variant, language or segment.</param>
/// <param name="Value">Which variant, language or segment; null for all.</param>
/// <param name="Answer">Skipped or changed.</param>
/// <param name="Count">How often they answered so.</param>
/// <param name="Items">Of how many.</param>
/// <param name="Low">The lower end of the 90 % interval of the share.</param>
/// <param name="Who">Who answered so most often.</param>
internal sealed record Habit(string Sequence, string Step, HabitScope Scope, string? Value, string Answer, int Count, int Items, double Low, string Who)
{
    /// <summary>The settings of a directive that would make it a rule.</summary>
    public required IReadOnlyDictionary<string, string> Changes { get; init; }
}

/// <summary>Which mails of a step.</summary>
internal enum HabitScope
{
    /// <summary>All.</summary>
    All,

    /// <summary>Those that propose a variant.</summary>
    Variant,

    /// <summary>Those to contacts of a language.</summary>
    Language,

    /// <summary>Those to a configured segment.</summary>
    Segment,
}
