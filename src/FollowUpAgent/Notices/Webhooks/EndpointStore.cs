using FollowUpAgent.Storage;

namespace FollowUpAgent.Notices.Webhooks;

/// <summary>How an endpoint stands.</summary>
internal sealed record EndpointStanding
{
    /// <summary>Its name.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>Since when every try has failed, or null.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>What came of the last try that failed, in words of ours.</summary>
    public string? Answer { get; init; }

    /// <summary>When it said that it is gone, or null.</summary>
    public DateTimeOffset? GoneAt { get; init; }

    /// <summary>How much was not kept for it, since too much waited.</summary>
    public long Dropped { get; init; }

    /// <summary>When that was last, or null.</summary>
    public DateTimeOffset? DroppedAt { get; init; }
}

/// <summary>The SQL of how endpoints stand.</summary>
internal static class EndpointStore
{
    /// <summary>How all stand that were ever configured.</summary>
    public static Task<List<EndpointStanding>> FindStandingsAsync(this Session session) =>
        session.QueryAsync<EndpointStanding>("SELECT endpoint, failing_since, answer, gone_at, dropped, dropped_at FROM webhook_endpoint");

    /// <summary>Adds endpoints that are new.</summary>
    public static Task AddEndpointsAsync(this Session session, IEnumerable<string> endpoints) => session.ExecuteEachAsync(
        "INSERT INTO webhook_endpoint (endpoint, dropped) VALUES (@endpoint, 0) ON CONFLICT (endpoint) DO NOTHING", [.. endpoints.Select(endpoint => new { endpoint })]);

    /// <summary>Counts what was not kept for an endpoint.</summary>
    public static Task<int> CountDroppedAsync(this Session session, string endpoint, int dropped, DateTimeOffset now) => session.ExecuteAsync(
        "UPDATE webhook_endpoint SET dropped = dropped + @dropped, dropped_at = @now WHERE endpoint = @endpoint", new { endpoint, dropped, now });

    /// <summary>Notes that an endpoint answers.</summary>
    /// <returns>Whether that is news.</returns>
    public static async Task<bool> NoteAnsweringAsync(this Session session, string endpoint) => await session.ExecuteAsync(
        """
        UPDATE webhook_endpoint
        SET failing_since = NULL, answer = NULL, gone_at = NULL
        WHERE endpoint = @endpoint AND (failing_since IS NOT NULL OR gone_at IS NOT NULL)
        """,
        new { endpoint }) == 1;

    /// <summary>Notes that an endpoint failed, and what it said.</summary>
    /// <returns>Whether it worked until now.</returns>
    public static async Task<bool> NoteFailingAsync(this Session session, string endpoint, WebhookAnswer answer, DateTimeOffset now)
    {
        var parameters = new { endpoint, answer.Said, now, GoneAt = answer.IsGone ? now : (DateTimeOffset?)null };
        var began = await session.ExecuteAsync("UPDATE webhook_endpoint SET failing_since = @now WHERE endpoint = @endpoint AND failing_since IS NULL", parameters) == 1;
        await session.ExecuteAsync("UPDATE webhook_endpoint SET answer = @Said, gone_at = COALESCE(gone_at, @GoneAt) WHERE endpoint = @endpoint", parameters);
        return began;
    }
}
