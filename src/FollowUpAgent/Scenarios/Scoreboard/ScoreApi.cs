using FollowUpAgent.Hosting.Api;

namespace FollowUpAgent.Scenarios.Scoreboard;

/// <summary>The scoreboard by API.</summary>
internal static class ScoreApi
{
    /// <summary>Weeks that are looked at where nobody says how many.</summary>
    public const int UsualWeeks = 12;

    /// <summary>The most weeks.</summary>
    public const int MostWeeks = 104;

    /// <summary>Maps <c>GET /api/v1/scoreboard</c>.</summary>
    public static void MapScoreboardApi(this RouteGroupBuilder api) => api
        .MapGet("/scoreboard", ReadAsync).Needs(ApiScope.Read).Tells<ScoresShown>("getScoreboard", "How people answer the agent, and which rule would spare them the question.", 422);

    private static async Task<IResult> ReadAsync(int? weeks, ScoreDesk desk, CancellationToken cancellationToken) => weeks is < 1 or > MostWeeks
        ? Results.Problem(statusCode: StatusCodes.Status422UnprocessableEntity, title: "The request cannot be carried out", detail: $"'weeks' is 1 to {MostWeeks}.")
        : Results.Ok(ScoreShow.Show(await desk.ReadAsync(weeks ?? UsualWeeks, cancellationToken)));
}
