using FollowUpAgent.Hosting.Listeners;

namespace FollowUpAgent.Hosting.Health;

/// <summary><c>/health</c> for people and monitors (private), <c>/health/live</c> for a load balancer (public, says nothing).</summary>
internal static class HealthEndpoints
{
    /// <summary>Maps both.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("ok")).AnswerOn(Listener.Public);
        routes.MapGet("/health", async (IEnumerable<IHealthSign> signs, CancellationToken cancellationToken) =>
        {
            var readings = await ReadAllAsync(signs, cancellationToken);
            var worst = readings.Count == 0 ? HealthState.Ok : readings.Max(r => r.State);
            return Results.Json(
                new { status = Text(worst), signs = readings.Select(r => new { r.Name, state = Text(r.State), r.Detail, r.Advice }) },
                statusCode: worst == HealthState.Failing ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
        }).AnswerOn(Listener.Private);
    }

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

    private static string Text(HealthState state) => state switch
    {
        HealthState.Ok => "ok",
        HealthState.Warning => "warning",
        HealthState.Failing => "failing",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "unknown state"),
    };
}
