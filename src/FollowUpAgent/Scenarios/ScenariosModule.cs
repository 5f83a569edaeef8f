using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Scenarios.Comparing;
using FollowUpAgent.Scenarios.Goals;
using FollowUpAgent.Scenarios.Scoreboard;

namespace FollowUpAgent.Scenarios;

/// <summary>The room that looks ahead: whether goals will be met, and what would be if other settings held.</summary>
internal static class ScenariosModule
{
    /// <summary>Adds the outlook on goals, scenarios and the scoreboard.</summary>
    public static void AddScenarios(this IServiceCollection services)
    {
        services.AddSingleton<GoalDesk>();
        services.AddSingleton<ScenarioComparing>();
        services.AddSingleton<ScenarioDesk>();
        services.AddSingleton<ScoreDesk>();
    }

    /// <summary>Maps <c>GET /api/v1/goals</c> and what belongs to scenarios.</summary>
    public static void MapScenarios(this RouteGroupBuilder api)
    {
        var scenarios = api.MapGroup("").WithTags("Scenarios");
        scenarios.MapGet("/goals", async (GoalDesk desk, CancellationToken cancellationToken) => Results.Ok((await desk.ReadAsync(cancellationToken)).Select(Show)))
            .Needs(ApiScope.Read).Tells<IEnumerable<GoalShown>>("listGoals", "How goals stand, and whether they will be met.");
        scenarios.MapScenarioApi();
        scenarios.MapScoreboardApi();
    }

    /// <summary>A goal's standing for a script.</summary>
    public static GoalShown Show(GoalProgress goal) => new(
        goal.Goal,
        goal.Outcome,
        goal.Weight,
        goal.WeightBySegment,
        goal.IsLongTerm ? "long" : "short",
        goal.Window.TotalDays,
        goal.From == DateTimeOffset.UnixEpoch ? null : goal.From,
        goal.Until,
        goal.Target,
        goal.Reached,
        goal.Forecast with
        {
            Expected = Math.Round(goal.Forecast.Expected, 1),
            Probability = Math.Round(goal.Forecast.Probability, 3),
            Planned = Math.Round(goal.Forecast.Planned),
        },
        goal.Verdict.ToText(),
        goal.Because,
        goal.Sends,
        goal.Unsubscribes);

    /// <summary>The verdict as text.</summary>
    public static string ToText(this GoalVerdict verdict) => verdict switch
    {
        GoalVerdict.Yes => "yes",
        GoalVerdict.No => "no",
        GoalVerdict.NotYetKnowable => "not yet knowable",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "No such verdict."),
    };
}

/// <summary>A goal as it is answered.</summary>
internal sealed record GoalShown(
    string Goal, string Outcome, double Weight, IReadOnlyDictionary<string, double> WeightBySegment, string Horizon, double WindowDays, DateTimeOffset? From,
    DateTimeOffset Until, int Target, long Reached, GoalForecast Forecast, string Met, string Because, GoalBudget Sends, GoalBudget Unsubscribes);
