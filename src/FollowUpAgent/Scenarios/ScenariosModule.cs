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
        api.MapGet("/goals", async (GoalDesk desk, CancellationToken cancellationToken) => Results.Ok((await desk.ReadAsync(cancellationToken)).Select(Show)))
            .Needs(ApiScope.Read);
        api.MapScenarioApi();
        api.MapScoreboardApi();
    }

    /// <summary>A goal's standing for a script.</summary>
    public static object Show(GoalProgress goal) => new
    {
        goal.Goal,
        goal.Outcome,
        goal.Weight,
        goal.WeightBySegment,
        horizon = goal.IsLongTerm ? "long" : "short",
        windowDays = goal.Window.TotalDays,
        from = goal.From == DateTimeOffset.UnixEpoch ? null : (DateTimeOffset?)goal.From,
        goal.Until,
        goal.Target,
        goal.Reached,
        forecast = new
        {
            expected = Math.Round(goal.Forecast.Expected, 1),
            goal.Forecast.Low,
            goal.Forecast.High,
            probability = Math.Round(goal.Forecast.Probability, 3),
            goal.Forecast.Decisions,
            planned = Math.Round(goal.Forecast.Planned),
        },
        met = goal.Verdict.ToText(),
        goal.Because,
        sends = goal.Sends,
        unsubscribes = goal.Unsubscribes,
    };

    /// <summary>The verdict as text.</summary>
    public static string ToText(this GoalVerdict verdict) => verdict switch
    {
        GoalVerdict.Yes => "yes",
        GoalVerdict.No => "no",
        GoalVerdict.NotYetKnowable => "not yet knowable",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "No such verdict."),
    };
}
