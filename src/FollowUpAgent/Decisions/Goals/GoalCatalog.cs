namespace FollowUpAgent.Decisions.Goals;

/// <summary>What people want to reach, in the order of the keys.</summary>
internal sealed record GoalCatalog(IReadOnlyList<Goal> All)
{
    /// <summary>Reads options that are free of faults.</summary>
    public static GoalCatalog Of(IReadOnlyDictionary<string, GoalOptions?> options, OutcomeCatalog outcomes) =>
        new([.. options.OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Goal.Of(g.Key, g.Value!, outcomes.Find(g.Value!.Outcome!)!))]);
}

/// <summary>Something that people want to reach.</summary>
internal sealed record Goal
{
    private static readonly TimeSpan ShortestLongTerm = TimeSpan.FromDays(60);

    /// <summary>Its name.</summary>
    public required string Key { get; init; }

    /// <summary>What counts.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>How many of them.</summary>
    public required int Target { get; init; }

    /// <summary>How often it begins anew, or null where it has a deadline.</summary>
    public GoalPeriod? Per { get; init; }

    /// <summary>The first day that counts, or null.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day, or null where it begins anew.</summary>
    public DateOnly? Deadline { get; init; }

    /// <summary>Most mails, or null.</summary>
    public int? MostSends { get; init; }

    /// <summary>Most unsubscribes and complaints, or null.</summary>
    public int? MostUnsubscribes { get; init; }

    /// <summary>Whether it may not cost as much as it takes.</summary>
    public bool HasBudget => MostSends is not null || MostUnsubscribes is not null;

    /// <summary>Whether what a decision brings is seen only months later: a customer who stays, not a reply now.</summary>
    public bool IsLongTerm => Outcome.Window >= ShortestLongTerm;

    /// <summary>The time that counts at this moment, its end excluded.</summary>
    public (DateTimeOffset From, DateTimeOffset Until) SpanAt(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        return Per switch
        {
            GoalPeriod.Week => (Start(Monday(today)), Start(Monday(today).AddDays(7))),
            GoalPeriod.Month => (Start(First(today)), Start(First(today).AddMonths(1))),
            null => (From is { } first ? Start(first) : DateTimeOffset.UnixEpoch, Start(Deadline!.Value.AddDays(1))),
            _ => throw new InvalidOperationException($"No such period: {Per}."),
        };
    }

    /// <summary>Whether this moment counts for it.</summary>
    public bool IsOnAt(DateTimeOffset now) => SpanAt(now) is var (from, until) && from <= now && now < until;

    /// <summary>Reads options that are free of faults.</summary>
    public static Goal Of(string key, GoalOptions options, Outcome outcome) => new()
    {
        Key = key,
        Outcome = outcome,
        Target = options.Target,
        Per = options.Per,
        From = GoalOptions.DayOf(options.From),
        Deadline = GoalOptions.DayOf(options.Deadline),
        MostSends = options.Budget.Sends,
        MostUnsubscribes = options.Budget.Unsubscribes,
    };

    private static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    private static DateOnly First(DateOnly day) => new(day.Year, day.Month, 1);

    private static DateTimeOffset Start(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
