using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Scenarios.Comparing;

namespace FollowUpAgent.Scenarios;

/// <summary>Scenarios for scripts: by API and on the command line alike.</summary>
internal static class ScenarioShow
{
    private const double PerThousand = 1000;

    /// <summary>A scenario.</summary>
    public static object Show(Scenario scenario) => new
    {
        scenario.Name,
        scenario.Person,
        scenario.Reason,
        assumptions = scenario.Assumed,
        changes = scenario.ByKey,
        scenario.MadeAt,
    };

    /// <summary>A comparison; counts are per 1,000 contacts and per 1,000 decisions.</summary>
    public static object Show(Comparison comparison) => new
    {
        comparison.Decisions,
        comparison.Contacts,
        comparison.TooYoung,
        decisionsPerContact = comparison.PerContact,
        comparison.Assumptions,
        driftAlarms = comparison.Drifts,
        scenarios = comparison.Scenarios.Select(s => new
        {
            s.Name,
            changes = s.Scenario?.ByKey,
            assumptions = s.Scenario?.Assumed,
            effectiveSample = Math.Round(s.EffectiveSample, 1),
            figures = s.Figures.Select(f => new
            {
                f.What,
                per1000Contacts = Round(f.Expected.Times(PerThousand * comparison.PerContact)),
                per1000Decisions = Round(f.Expected.Times(PerThousand)),
                lead = f.Lead is { } lead ? Round(lead.Times(PerThousand * comparison.PerContact)) : null,
                f.From,
                because = f.Lack,
                better = f.IsBetter,
                worse = f.IsWorse,
            }),
            ifResponseFallsBy20Percent = new
            {
                rewardPer1000Contacts = Math.Round(s.RewardIfResponseFalls * PerThousand * comparison.PerContact, 4),
                leadPer1000Contacts = Math.Round(s.LeadIfResponseFalls * PerThousand * comparison.PerContact, 4),
            },
            shareBySegment = s.Segments.Select(Share),
            shareByVariant = s.Variants.Select(Share),
            s.Chances,
            s.Risks,
            s.Clashes,
            s.Affected,
        }),
    };

    /// <summary>An adoption.</summary>
    public static object Show(Adoption adoption) => new
    {
        adoption.Scenario,
        directive = adoption.DirectiveId.Value,
        adoption.Person,
        adoption.Reason,
        adoption.AdoptedAt,
        until = adoption.OverAt,
        forecastsPer1000Decisions = adoption.Lines,
    };

    /// <summary>What became of forecasts.</summary>
    public static object Show(ScoredAdoption scored) => new
    {
        scored.Adoption.Scenario,
        directive = scored.Adoption.DirectiveId.Value,
        scored.Adoption.AdoptedAt,
        scored.Decisions,
        tooEarly = scored.IsTooEarly,
        lines = scored.Lines.Select(l => new
        {
            l.Forecast.What,
            forecast = Round(l.Score.Forecast.Times(PerThousand)),
            l.Forecast.From,
            happened = Round(l.Score.Happened.Times(PerThousand)),
            inside = l.Score.IsInside,
        }),
    };

    private static object Share(SharePart part) => new { part.Name, share = Round(part.Share) };

    private static ForecastFigure Round(ForecastFigure figure) => new(Math.Round(figure.Value, 4), Math.Round(figure.Low, 4), Math.Round(figure.High, 4));
}
