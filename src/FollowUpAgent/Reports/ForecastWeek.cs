using FollowUpAgent.Reports.Rendering;
using FollowUpAgent.Scenarios;
using FollowUpAgent.Scenarios.Goals;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Reports;

/// <summary>What is expected of the next week, and what became of earlier forecasts.</summary>
/// <param name="Next">Of the week after the report's; none where that is long past, or the report's week runs.</param>
/// <param name="Last">What the report of the week before expected of this one, and what happened.</param>
/// <param name="Adopted">What was expected of scenarios that people made hold, and what happened since.</param>
internal sealed record ForecastWeek(IReadOnlyList<ForecastOutcome> Next, IReadOnlyList<ForecastOutcome> Last, IReadOnlyList<AdoptedForecast> Adopted);

/// <summary>How often an outcome was expected.</summary>
/// <param name="Outcome">Its key; of a scenario also <c>sends</c> and <c>reward</c>.</param>
/// <param name="Expected">How often.</param>
/// <param name="Low">Where the interval begins: of a week that of 95 %, of a scenario that of 90 %.</param>
/// <param name="High">Where it ends.</param>
internal sealed record ForecastOutcome(string Outcome, double Expected, double Low, double High)
{
    /// <summary>How often it happened; null where that is not known yet.</summary>
    public double? Happened { get; init; }

    /// <summary>Whether that is as was to be expected; null where nothing is known yet.</summary>
    public bool? IsInside { get; init; }
}

/// <summary>A scenario that people made hold.</summary>
/// <param name="Scenario">Its name.</param>
/// <param name="By">Who adopted it.</param>
/// <param name="AdoptedAt">When.</param>
/// <param name="Decisions">How many decisions since then have had their time.</param>
/// <param name="Outcomes">Per 1,000 decisions; none while too few have had their time.</param>
internal sealed record AdoptedForecast(string Scenario, string By, DateTimeOffset AdoptedAt, long Decisions, IReadOnlyList<ForecastOutcome> Outcomes);

/// <summary>A goal that people have set, as it stood at the end of the week.</summary>
/// <param name="Goal">Its key.</param>
/// <param name="Target">How many are wanted.</param>
/// <param name="Reached">How many there were.</param>
/// <param name="Until">When it is over.</param>
/// <param name="Expected">How many there will be then.</param>
/// <param name="Low">The lower end of the 95 % interval.</param>
/// <param name="High">The upper end.</param>
/// <param name="Met">Whether it will be met: yes, no or not-yet-knowable.</param>
internal sealed record TargetWeek(string Goal, long Target, long Reached, DateTimeOffset Until, double Expected, long Low, long High, string Met);

/// <summary>Reads goals and forecasts for a report.</summary>
internal sealed class ForecastReader(Database database, GoalDesk goals, ScenarioDesk scenarios, TimeProvider clock)
{
    private const double PerThousand = 1000;

    /// <summary>How the goals stood at a moment, by outcome; none where it is long past.</summary>
    public async Task<ILookup<string, TargetWeek>> ReadTargetsAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        // A goal of each week or month begins anew with the moment after its end.
        var standing = clock.IsOfLate(until) ? await goals.ReadAsync(until.AddTicks(-TimeSpan.TicksPerMillisecond), cancellationToken) : [];
        return standing.ToLookup(g => g.Outcome, g => new TargetWeek(
            g.Goal, g.Target, g.Reached, g.Until, Math.Round(g.Forecast.Expected, 1), g.Forecast.Low, g.Forecast.High, g.Verdict.ToText()));
    }

    /// <summary>The forecasts; null where there are none at all.</summary>
    /// <param name="week">The report's week.</param>
    /// <param name="isOver">Whether it is over.</param>
    /// <param name="happened">How often each outcome happened in it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<ForecastWeek?> ReadAsync(IsoWeek week, bool isOver, IReadOnlyDictionary<string, long> happened, CancellationToken cancellationToken)
    {
        var next = isOver && clock.IsOfLate(week.Until) ? await goals.ForecastWeekAsync(week.Until, cancellationToken) : [];
        var before = isOver && await database.ReadAsync(s => s.FindReportAsync(week.Before.Key), cancellationToken) is { } kept ? ReportJson.Read(kept).Forecasts?.Next ?? [] : [];
        var adopted = await scenarios.ScoreAsync(null, cancellationToken);
        var all = new ForecastWeek(
            [.. next.Where(g => g.Forecast.High > 0).Select(g => new ForecastOutcome(g.Outcome, Math.Round(g.Forecast.Expected, 1), g.Forecast.Low, g.Forecast.High))],
            [.. before.Where(f => happened.ContainsKey(f.Outcome)).Select(f => f with { Happened = happened[f.Outcome], IsInside = happened[f.Outcome] >= f.Low && happened[f.Outcome] <= f.High })],
            [.. adopted.Where(a => a.Adoption.AdoptedAt < week.Until).Select(Of)]);
        return all.Next.Count + all.Last.Count + all.Adopted.Count == 0 ? null : all;
    }

    private static AdoptedForecast Of(ScoredAdoption scored) => new(
        scored.Adoption.Scenario,
        scored.Adoption.Person,
        scored.Adoption.AdoptedAt,
        scored.Decisions,
        [.. scored.Lines.Select(l => new ForecastOutcome(l.Forecast.What, l.Forecast.Value, l.Forecast.Low, l.Forecast.High)
        {
            Happened = l.Score.Happened.Value * PerThousand,
            IsInside = l.Score.IsInside,
        })]);
}
