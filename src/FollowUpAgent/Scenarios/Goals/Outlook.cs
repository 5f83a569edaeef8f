using FollowUpAgent.Decisions.Goals;
using FollowUpAgent.Learning.Evaluation;

namespace FollowUpAgent.Scenarios.Goals;

/// <summary>
/// Forecasts how often an outcome is still to come. It assumes that
/// decisions go on at the pace of the last four weeks, spread evenly, as far as the contacts in sequences and the budget of mails last, and not
/// at all while everything is paused; nobody new is enrolled;
/// each decision brings the outcome at the rate of those whose window is over, so the learner is given no credit for what it learns meanwhile;
/// it comes as late as it came after those; and events come independently of each other (<see cref="CountForecast"/>).
/// </summary>
internal sealed class Outlook(Evidence evidence, Goal goal, DateTimeOffset now)
{
    // The rate that the configuration expects counts like so many decisions: little beside any evidence.
    private const double GuessDecisions = 20;
    private const long LeastDecisions = 100;
    private const double Coverage = 0.95;
    private const double Sure = 0.9;
    private static readonly TimeSpan LongestPace = TimeSpan.FromDays(28);

    /// <summary>How far back the pace of decisions is looked at.</summary>
    public static DateTimeOffset PaceFrom(DateTimeOffset now) => now - LongestPace;

    /// <summary>What is to be expected at the goal's end.</summary>
    public GoalForecast Forecast(long reached)
    {
        var until = goal.SpanAt(now).Until;
        var planned = PlannedUntil(until);
        var count = new CountForecast(evidence.Earned, evidence.Matured, goal.Outcome.PriorRate, GuessDecisions, ToCome(until) + (planned * ShareSeen(until)));
        return new GoalForecast(
            reached + count.Mean,
            reached + count.Quantile((1 - Coverage) / 2),
            reached + count.Quantile((1 + Coverage) / 2),
            count.AtLeast((int)Math.Max(0, goal.Target - reached)),
            evidence.Matured,
            planned);
    }

    /// <summary>What a person may rely on.</summary>
    public (GoalVerdict Verdict, string Because) Judge(GoalForecast forecast, long reached)
    {
        if (reached >= goal.Target)
        {
            return (GoalVerdict.Yes, "it is reached");
        }

        if (goal.SpanAt(now).Until <= now)
        {
            return (GoalVerdict.No, "its time is over");
        }

        if (evidence.Matured < LeastDecisions)
        {
            return (GoalVerdict.NotYetKnowable, FormattableString.Invariant(
                $"only {evidence.Matured} decisions are older than the {goal.Outcome.Window.TotalDays:0} days within which they may bring it; it takes {LeastDecisions}"));
        }

        var chance = FormattableString.Invariant($"it is reached in {forecast.Probability * 100:0} of 100 cases if all goes on as in the last four weeks");
        return (forecast.Probability >= Sure ? GoalVerdict.Yes : forecast.Probability <= 1 - Sure ? GoalVerdict.No : GoalVerdict.NotYetKnowable, chance);
    }

    private double PlannedUntil(DateTimeOffset until)
    {
        if (until <= now || evidence.IsPaused || evidence.Pace.Since is not { } since)
        {
            return 0;
        }

        // A young agent has no four weeks yet; less than a day says nothing of a pace.
        var days = Math.Max(1, (now - since).TotalDays);
        var planned = Math.Min(evidence.Pace.Decisions / days * (until - now).TotalDays, evidence.StepsLeft);
        return evidence.SendsLeft is { } left && evidence.Pace.Sends > 0 ? Math.Min(planned, left * (double)evidence.Pace.Decisions / evidence.Pace.Sends) : planned;
    }

    // What decisions of late may bring still, before the end: the part of their outcomes that comes between their age now and their age then.
    private double ToCome(DateTimeOffset until) =>
        until <= now ? 0 : evidence.Open.Sum(day => day.Decisions * Math.Max(0, ShareBy(until - day.Noon) - ShareBy(now - day.Noon)));

    // Of decisions spread evenly until the end: the part of their outcomes that comes before it.
    private double ShareSeen(DateTimeOffset until)
    {
        const int Parts = 50;
        return Enumerable.Range(0, Parts).Average(i => ShareBy((until - now) * ((i + 0.5) / Parts)));
    }

    // Where few came, as if they came evenly over the window.
    private double ShareBy(TimeSpan age)
    {
        const int Few = 20;
        if (age <= TimeSpan.Zero)
        {
            return 0;
        }

        if (evidence.Delays.Count < Few)
        {
            return Math.Min(1, age / goal.Outcome.Window);
        }

        var micros = age.Ticks / TimeSpan.TicksPerMicrosecond;
        return evidence.Delays.Count(delay => delay <= micros) / (double)evidence.Delays.Count;
    }
}

/// <summary>What a forecast rests on.</summary>
internal sealed record Evidence
{
    /// <summary>How many decisions are older than the outcome's window.</summary>
    public required long Matured { get; init; }

    /// <summary>How often the outcome followed from them.</summary>
    public required long Earned { get; init; }

    /// <summary>After how long, in microseconds, ascending.</summary>
    public required IReadOnlyList<long> Delays { get; init; }

    /// <summary>Younger decisions, by day.</summary>
    public required IReadOnlyList<Day> Open { get; init; }

    /// <summary>What was carried out in the last weeks.</summary>
    public required Carried Pace { get; init; }

    /// <summary>How many steps lie before the contacts that are in sequences.</summary>
    public required long StepsLeft { get; init; }

    /// <summary>How many mails the goal may still take, or null.</summary>
    public long? SendsLeft { get; init; }

    /// <summary>Whether everything is paused.</summary>
    public bool IsPaused { get; init; }
}
