using System.Globalization;
using FollowUpAgent.Hosting;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Decisions.Goals;

/// <summary>What people want to reach, and by when (<c>Goals:{goal}</c>). What an event is worth beside others is its outcome's weight.</summary>
internal sealed class GoalOptions
{
    /// <summary>The configuration section that holds them by key. Default: none.</summary>
    public const string Section = "Goals";

    private const int HighestTarget = 10_000_000;

    /// <summary>Which outcome counts, as in goal. Required.</summary>
    public string? Outcome { get; init; }

    /// <summary>How many of them. Required: 1 to 10,000,000.</summary>
    public int Target { get; init; }

    /// <summary>Over and over: in each calendar week or month (UTC). This or a deadline.</summary>
    public GoalPeriod? Per { get; init; }

    /// <summary>Once: the last day (UTC), as in 2027-06-30.</summary>
    public string? Deadline { get; init; }

    /// <summary>With a deadline, the first day that counts (UTC). Default: all that ever happened.</summary>
    public string? From { get; init; }

    /// <summary>What it may cost meanwhile.</summary>
    public GoalBudgetOptions Budget { get; init; } = new();

    /// <summary>Everything that is wrong with the section.</summary>
    public static IEnumerable<Fault> Faults(IReadOnlyDictionary<string, GoalOptions?> goals, IReadOnlyList<string> outcomes) =>
        goals.SelectMany(g => (g.Value ?? new GoalOptions()).FaultsOf(g.Key, outcomes));

    /// <summary>A day as people write it, or null.</summary>
    public static DateOnly? DayOf(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private IEnumerable<Fault> FaultsOf(string key, IReadOnlyList<string> outcomes)
    {
        var path = $"{Section}:{key}";
        if (!KeyRule.Allows(key))
        {
            yield return new Fault(path, key, KeyRule.Expected);
        }

        if (Outcome is null || !outcomes.Contains(Outcome))
        {
            yield return new Fault($"{path}:{nameof(Outcome)}", Outcome, $"one of {string.Join(", ", outcomes)}");
        }

        if (Target is < 1 or > HighestTarget)
        {
            yield return new Fault($"{path}:{nameof(Target)}", $"{Target}", $"1 to {HighestTarget}");
        }

        foreach (var fault in FaultsOfTime(path).Concat(FaultsOfBudget($"{path}:{nameof(Budget)}")))
        {
            yield return fault;
        }
    }

    private IEnumerable<Fault> FaultsOfTime(string path)
    {
        if (Per is null == Deadline is null)
        {
            yield return new Fault(path, Per is null ? "without Per and Deadline" : "Per and Deadline", "one of them: Per (week or month) or Deadline (a day)");
        }

        if (Deadline is not null && DayOf(Deadline) is null)
        {
            yield return new Fault($"{path}:{nameof(Deadline)}", Deadline, "a day, as in 2027-06-30");
        }

        if (From is not null && (DayOf(From) is null || Deadline is null || DayOf(From) > DayOf(Deadline)))
        {
            yield return new Fault($"{path}:{nameof(From)}", From, "a day, as in 2027-01-01, not after the Deadline that belongs to it");
        }
    }

    private IEnumerable<Fault> FaultsOfBudget(string path)
    {
        foreach (var (name, value) in new[] { (nameof(Budget.Sends), Budget.Sends), (nameof(Budget.Unsubscribes), Budget.Unsubscribes) })
        {
            if (value is < 0 or > 1_000_000_000)
            {
                yield return new Fault($"{path}:{name}", $"{value}", "0 to 1000000000");
            }
        }
    }
}

/// <summary>What reaching a goal may cost (<c>Goals:{goal}:Budget</c>). Once one of them is used up, nothing is sent until the goal's time is over.</summary>
internal sealed class GoalBudgetOptions
{
    /// <summary>Most mails in the goal's time, of all sequences. Default: as many as the caps allow.</summary>
    public int? Sends { get; init; }

    /// <summary>Most unsubscribes and complaints in the goal's time; from half of it on the agent tries out less. Default: as many as guardrails allow.</summary>
    public int? Unsubscribes { get; init; }
}

/// <summary>How often a goal begins anew.</summary>
internal enum GoalPeriod
{
    /// <summary>On Mondays.</summary>
    Week,

    /// <summary>On the first of the month.</summary>
    Month,
}
