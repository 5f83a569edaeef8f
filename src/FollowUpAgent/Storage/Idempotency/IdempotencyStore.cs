namespace FollowUpAgent.Storage.Idempotency;

/// <summary>The SQL of writes that may be sent again.</summary>
internal static class IdempotencyStore
{
    /// <summary>The table.</summary>
    public const string Table = "api_request";

    /// <summary>Takes a request that is new, too old to count, or was left unanswered by a worker that is gone.</summary>
    /// <returns>The fence, or null where it is not to be had.</returns>
    public static Task<long?> TakeRequestAsync(this Session session, byte[] key, byte[] fingerprint, DateTimeOffset now, DateTimeOffset expired, TimeSpan lease) =>
        session.QuerySingleOrDefaultAsync<long?>(
            Take(session.Dialect.NowMicros), new { key, fingerprint, now, expired, Lease = lease.Ticks / TimeSpan.TicksPerMicrosecond });

    /// <summary>What is known of a request, or null.</summary>
    public static Task<RequestRow?> FindRequestAsync(this Session session, byte[] key) => session.QuerySingleOrDefaultAsync<RequestRow>(
        "SELECT fingerprint, status, content_type, body FROM api_request WHERE request_key = @key", new { key });

    /// <summary>Keeps an answer, if nobody else has taken the request since.</summary>
    public static Task<int> AnswerRequestAsync(this Session session, byte[] key, long fence, int status, string? contentType, byte[]? body) => session.ExecuteAsync(
        "UPDATE api_request SET status = @status, content_type = @contentType, body = @body WHERE request_key = @key AND fence = @fence AND status IS NULL",
        new { key, fence, status, contentType, body });

    /// <summary>Forgets a request that did not take place.</summary>
    public static Task<int> ForgetRequestAsync(this Session session, byte[] key, long fence) =>
        session.ExecuteAsync("DELETE FROM api_request WHERE request_key = @key AND fence = @fence AND status IS NULL", new { key, fence });

    /// <summary>Forgets requests that were begun before this moment.</summary>
    public static Task<int> ForgetRequestsAsync(this Session session, DateTimeOffset before, int most) => session.ExecuteAsync(
        "DELETE FROM api_request WHERE request_key IN (SELECT request_key FROM api_request WHERE begun_at <= @before LIMIT @most)", new { before, most });

    /// <summary>Deletes the bodies of all answers; that the requests took place stays known.</summary>
    public static Task<int> DeleteAnswerBodiesAsync(this Session session) => session.ExecuteAsync("UPDATE api_request SET body = NULL WHERE body IS NOT NULL");

    private static string Take(string leaseNow) =>
        $"""
        INSERT INTO api_request AS mine (request_key, fingerprint, begun_at, fence, lease_until)
        VALUES (@key, @fingerprint, @now, 1, {leaseNow} + @Lease)
        ON CONFLICT (request_key) DO UPDATE
        SET fingerprint = excluded.fingerprint, begun_at = excluded.begun_at, fence = mine.fence + 1, lease_until = excluded.lease_until,
            status = NULL, content_type = NULL, body = NULL
        WHERE mine.begun_at <= @expired
           OR (mine.status IS NULL AND mine.lease_until <= {leaseNow} AND mine.fingerprint = excluded.fingerprint)
        RETURNING fence
        """;
}

/// <summary>A request as the database holds it.</summary>
internal sealed class RequestRow
{
    /// <summary>Names method, path and body.</summary>
    public byte[] Fingerprint { get; set; } = [];

    /// <summary>The status that was answered; null while it runs.</summary>
    public int? Status { get; set; }

    /// <summary>The type of the answer's body.</summary>
    public string? ContentType { get; set; }

    /// <summary>The answer's body.</summary>
    public byte[]? Body { get; set; }
}
