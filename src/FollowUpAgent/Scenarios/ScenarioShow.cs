using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Scenarios.Comparing;

namespace FollowUpAgent.Scenarios;

/// <summary>Scenarios for scripts: by API and on the command line alike.</summary>
internal static class ScenarioShow
{
    private const double PerThousand = 1000;

    /// <summary>A scenario.</summary>
    public static ScenarioShown Show(Scenario scenario) => new(scenario.Name, scenario.Person, scenario.Reason, scenario.Assumed, scenario.ByKey, scenario.MadeAt);

    /// <summary>A comparison; counts are per 1,000 contacts and per 1,000 decisions.</summary>
    public static ComparisonShown Show(Comparison comparison) => new(
        comparison.Decisions,
        comparison.Contacts,
        comparison.TooYoung,
        comparison.PerContact,
        comparison.Assumptions,
        comparison.Drifts,
        [.. comparison.Scenarios.Select(s => Show(s, PerThousand * comparison.PerContact))]);

    /// <summary>An adoption.</summary>
    public static AdoptionShown Show(Adoption adoption) => new(
        adoption.Scenario, adoption.DirectiveId.Value, adoption.Person, adoption.Reason, adoption.AdoptedAt, adoption.OverAt, adoption.Lines);

    /// <summary>What became of forecasts.</summary>
    public static ScoredShown Show(ScoredAdoption scored) => new(
        scored.Adoption.Scenario,
        scored.Adoption.DirectiveId.Value,
        scored.Adoption.AdoptedAt,
        scored.Decisions,
        scored.IsTooEarly,
        [
            .. scored.Lines.Select(l => new ScoredLineShown(
                l.Forecast.What, Round(l.Score.Forecast.Times(PerThousand)), l.Forecast.From, Round(l.Score.Happened.Times(PerThousand)), l.Score.IsInside)),
        ]);

    private static OutlookShown Show(ScenarioOutlook s, double perContacts) => new(
        s.Name,
        s.Scenario?.ByKey,
        s.Scenario?.Assumed,
        Math.Round(s.EffectiveSample, 1),
        [
            .. s.Figures.Select(f => new FigureShown(
                f.What,
                Round(f.Expected.Times(perContacts)),
                Round(f.Expected.Times(PerThousand)),
                f.Lead is { } lead ? Round(lead.Times(perContacts)) : null,
                f.From,
                f.Lack,
                f.IsBetter,
                f.IsWorse)),
        ],
        new FallShown(Math.Round(s.RewardIfResponseFalls * perContacts, 4), Math.Round(s.LeadIfResponseFalls * perContacts, 4)),
        [.. s.Segments.Select(Share)],
        [.. s.Variants.Select(Share)],
        s.Chances,
        s.Risks,
        s.Clashes,
        s.Affected);

    private static SharePart Share(SharePart part) => part with { Share = Round(part.Share) };

    private static ForecastFigure Round(ForecastFigure figure) => new(Math.Round(figure.Value, 4), Math.Round(figure.Low, 4), Math.Round(figure.High, 4));
}
