namespace FollowUpAgent.Scenarios.Goals;

/// <summary>How a goal stands.</summary>
internal sealed record GoalProgress
{
    /// <summary>The goal's name.</summary>
    public required string Goal { get; init; }

    /// <summary>What counts.</summary>
    public required string Outcome { get; init; }

    /// <summary>The value of one, as it is now.</summary>
    public required double Weight { get; init; }

    /// <summary>The value of one from contacts of a segment, where that is another.</summary>
    public required IReadOnlyDictionary<string, double> WeightBySegment { get; init; }

    /// <summary>Whether what a decision brings is seen only months later.</summary>
    public required bool IsLongTerm { get; init; }

    /// <summary>How long after a decision one still counts as brought by it.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>The first moment that counts; the beginning of all times where nothing was said.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When it is over.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>How many are wanted.</summary>
    public required int Target { get; init; }

    /// <summary>How many there are.</summary>
    public required long Reached { get; init; }

    /// <summary>How many there will be, 95 of 100 times between low and high.</summary>
    public required GoalForecast Forecast { get; init; }

    /// <summary>Whether it will be met.</summary>
    public required GoalVerdict Verdict { get; init; }

    /// <summary>Why the verdict is what it is, in one sentence.</summary>
    public required string Because { get; init; }

    /// <summary>Mails in the goal's time, and how many it may take.</summary>
    public required GoalBudget Sends { get; init; }

    /// <summary>Unsubscribes and complaints in the goal's time, and how many it may cost.</summary>
    public required GoalBudget Unsubscribes { get; init; }
}

/// <summary>What is to be expected at the end of a goal's time, what is there already included.</summary>
/// <param name="Expected">The mean.</param>
/// <param name="Low">The end of the 95 % interval below.</param>
/// <param name="High">The end above.</param>
/// <param name="Probability">Of reaching the target.</param>
/// <param name="Decisions">How many decisions with known consequences it rests on.</param>
/// <param name="Planned">How many more decisions it counts on.</param>
internal sealed record GoalForecast(double Expected, long Low, long High, double Probability, long Decisions, double Planned);

/// <summary>What is used of a budget; no limit where none was set.</summary>
internal sealed record GoalBudget(long Used, int? Limit)
{
    /// <summary>How much is left; null where there is no limit.</summary>
    public long? Left => Limit is { } limit ? Math.Max(0, limit - Used) : null;

    /// <summary>Whether nothing is sent any more in the goal's time: with harm, once there was some.</summary>
    public bool IsUsedUp => Used >= Limit;
}

/// <summary>Whether a goal will be met.</summary>
internal enum GoalVerdict
{
    /// <summary>It is met, or will be in at least 9 of 10 cases.</summary>
    Yes,

    /// <summary>It will be in at most 1 of 10.</summary>
    No,

    /// <summary>In between, or too little is known.</summary>
    NotYetKnowable,
}
