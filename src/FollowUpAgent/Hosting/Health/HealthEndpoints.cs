using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Hosting.Listeners;

namespace FollowUpAgent.Hosting.Health;

/// <summary><c>/health</c> for people and monitors (private), <c>/health/live</c> for a load balancer (public, says nothing).</summary>
internal static class HealthEndpoints
{
    /// <summary>Maps both.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("ok")).AnswerOn(Listener.Public);
        routes.MapGet("/health", AnswerAsync).AnswerOn(Listener.Private);
    }

    /// <summary>Maps <c>GET /api/v1/health</c>, the same for who has a key.</summary>
    public static void MapHealthApi(this RouteGroupBuilder api) => api.MapGet("/health", AnswerAsync).Needs(ApiScope.Read).WithTags("Hosting")
        .Tells<HealthShown>("getHealth", "How the agent is, and what to do where something is wrong.").Produces<HealthShown>(StatusCodes.Status503ServiceUnavailable);

    /// <summary>Reads every sign; one that throws is itself a failing sign.</summary>
    public static async Task<IReadOnlyList<HealthReading>> ReadAllAsync(IEnumerable<IHealthSign> signs, CancellationToken cancellationToken)
    {
        var readings = new List<HealthReading>();
        foreach (var sign in signs)
        {
            try
            {
                readings.Add(await sign.ReadAsync(cancellationToken));
            }
#pragma warning disable CA1031 // A sign that cannot be read is the news.
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                readings.Add(new HealthReading(sign.GetType().Name, HealthState.Failing, e.GetType().Name, "See the log."));
            }
#pragma warning restore CA1031
        }

        return readings;
    }

    private static async Task<IResult> AnswerAsync(IEnumerable<IHealthSign> signs, CancellationToken cancellationToken)
    {
        var readings = await ReadAllAsync(signs, cancellationToken);
        var worst = readings.Count == 0 ? HealthState.Ok : readings.Max(r => r.State);
        return Results.Json(
            new HealthShown(Text(worst), [.. readings.Select(r => new SignShown(r.Name, Text(r.State), r.Detail, r.Advice))]),
            statusCode: worst == HealthState.Failing ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    private static string Text(HealthState state) => state switch
    {
        HealthState.Ok => "ok",
        HealthState.Warning => "warning",
        HealthState.Failing => "failing",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "unknown state"),
    };
}

/// <summary>How the agent is: ok, warning or failing, as its worst sign.</summary>
internal sealed record HealthShown(string Status, IReadOnlyList<SignShown> Signs);

/// <summary>One sign as it is answered.</summary>
internal sealed record SignShown(string Name, string State, string Detail, string? Advice);
