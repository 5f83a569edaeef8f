using FollowUpAgent.Storage;

namespace FollowUpAgent.Events.Quarantine;

/// <summary>The quarantine's SQL.</summary>
internal static class QuarantineStore
{
    private const int MostDeliveries = 1000;
    private const long MostBytes = 100L << 20;

    /// <summary>How long a delivery is kept.</summary>
    public static readonly TimeSpan KeepFor = TimeSpan.FromDays(7);

    /// <summary>Keeps a delivery, and lets go of the oldest where room or time is over. A repeat changes nothing.</summary>
    public static async Task QuarantineAsync(this Session session, QuarantinedDelivery delivery)
    {
        await session.ExecuteAsync(Add, delivery);
        await session.TrimQuarantineAsync(delivery.ReceivedAt);
    }

    /// <summary>Lets go of what is too old, and of the oldest where there is too much.</summary>
    public static Task<int> TrimQuarantineAsync(this Session session, DateTimeOffset now) =>
        session.ExecuteAsync(Trim, new { before = now - KeepFor, MostDeliveries, MostBytes });

    /// <summary>Some of the deliveries after this id.</summary>
    public static Task<List<QuarantinedDelivery>> ReadQuarantineAsync(this Session session, Guid after, int most) => session.QueryAsync<QuarantinedDelivery>(
        "SELECT id, endpoint, content_key, received_at, url, headers, body, reason FROM quarantine WHERE id > @after ORDER BY id LIMIT @most", new { after, most });

    /// <summary>Lets go of a delivery.</summary>
    /// <returns>False if another worker was quicker.</returns>
    public static async Task<bool> ReleaseAsync(this Session session, Guid id) =>
        await session.ExecuteAsync("DELETE FROM quarantine WHERE id = @id", new { id }) == 1;

    /// <summary>How many deliveries are kept, by endpoint.</summary>
    public static async Task<Dictionary<string, int>> CountQuarantinedAsync(this Session session) =>
        (await session.QueryAsync<CountRow>("SELECT endpoint, COUNT(*) AS count FROM quarantine GROUP BY endpoint")).ToDictionary(r => r.Endpoint, r => r.Count);

    private const string Add =
        """
        INSERT INTO quarantine (id, endpoint, content_key, received_at, url, headers, body, bytes, reason)
        VALUES (@Id, @Endpoint, @ContentKey, @ReceivedAt, @Url, @Headers, @Body, @Bytes, @Reason)
        ON CONFLICT (endpoint, content_key) DO NOTHING
        """;

    private const string Trim =
        """
        DELETE FROM quarantine
        WHERE received_at < @before
           OR id IN (SELECT id
                     FROM (SELECT id,
                                  ROW_NUMBER() OVER (ORDER BY received_at DESC, id DESC) AS place,
                                  SUM(bytes) OVER (ORDER BY received_at DESC, id DESC) AS total
                           FROM quarantine) AS newest
                     WHERE place > @MostDeliveries OR total > @MostBytes)
        """;

    private sealed class CountRow
    {
        public string Endpoint { get; set; } = "";

        public int Count { get; set; }
    }
}
