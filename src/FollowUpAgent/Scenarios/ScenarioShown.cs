using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Scenarios.Comparing;

namespace FollowUpAgent.Scenarios;

/// <summary>A scenario as it is answered.</summary>
internal sealed record ScenarioShown(
    string Name, string Person, string Reason, IReadOnlyList<string> Assumptions, IReadOnlyDictionary<string, string?> Changes, DateTimeOffset MadeAt);

/// <summary>A comparison as it is answered.</summary>
internal sealed record ComparisonShown(
    int Decisions, int Contacts, long TooYoung, double DecisionsPerContact, IReadOnlyList<string> Assumptions, IReadOnlyList<string> DriftAlarms,
    IReadOnlyList<OutlookShown> Scenarios);

/// <summary>What is to be expected of one scenario; <c>changes</c> is null for what holds now.</summary>
internal sealed record OutlookShown(
    string Name, IReadOnlyDictionary<string, string?>? Changes, IReadOnlyList<string>? Assumptions, double EffectiveSample, IReadOnlyList<FigureShown> Figures,
    FallShown IfResponseFallsBy20Percent, IReadOnlyList<SharePart> ShareBySegment, IReadOnlyList<SharePart> ShareByVariant, IReadOnlyList<string> Chances,
    IReadOnlyList<string> Risks, IReadOnlyList<string> Clashes, IReadOnlyList<string> Affected);

/// <summary>One figure of a scenario; <c>lead</c> is what it is more than what holds now.</summary>
internal sealed record FigureShown(
    string What, ForecastFigure Per1000Contacts, ForecastFigure Per1000Decisions, ForecastFigure? Lead, string From, string? Because, bool Better, bool Worse);

/// <summary>What would be left if a fifth of all wanted responses stayed away.</summary>
internal sealed record FallShown(double RewardPer1000Contacts, double LeadPer1000Contacts);

/// <summary>An adoption as it is answered.</summary>
internal sealed record AdoptionShown(
    string Scenario, Guid Directive, string Person, string Reason, DateTimeOffset AdoptedAt, DateTimeOffset? Until, IReadOnlyList<ForecastLine> ForecastsPer1000Decisions);

/// <summary>What became of the forecasts of an adoption.</summary>
internal sealed record ScoredShown(
    string Scenario, Guid Directive, DateTimeOffset AdoptedAt, long Decisions, bool TooEarly, IReadOnlyList<ScoredLineShown> Lines);

/// <summary>One forecast, and what happened; per 1,000 decisions.</summary>
internal sealed record ScoredLineShown(string What, ForecastFigure Forecast, string From, ForecastFigure Happened, bool Inside);
