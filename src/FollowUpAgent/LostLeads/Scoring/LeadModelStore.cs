using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Learning.Dormancy;
using FollowUpAgent.Storage;

namespace FollowUpAgent.LostLeads;

/// <summary>The SQL of the models behind the scores.</summary>
internal static class LeadModelStore
{
    // The error of a flat direction is infinite.
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    // The last of them are enough to see what changed.
    private const int Kept = 20;

    /// <summary>The newest model's id, or null.</summary>
    public static Task<Guid?> FindNewestModelAsync(this Session session) =>
        session.QuerySingleOrDefaultAsync<Guid?>("SELECT id FROM lead_model ORDER BY made_at DESC, id DESC LIMIT 1");

    /// <summary>A model.</summary>
    public static async Task<LeadModel> ReadModelAsync(this Session session, Guid id)
    {
        var row = await session.QueryValueAsync<Row>("SELECT id, made_at, scanned_at, silence, revival FROM lead_model WHERE id = @id", new { id });
        return new LeadModel(row.Id, row.MadeAt, row.ScannedAt, JsonSerializer.Deserialize<BgNbdFit>(row.Silence, Json)!, RevivalModel.Parse(row.Revival));
    }

    /// <summary>Adds a model, which serves from now on.</summary>
    public static async Task AddModelAsync(this Session session, LeadModel model)
    {
        await session.ExecuteAsync(
            "INSERT INTO lead_model (id, made_at, silence, revival) VALUES (@Id, @MadeAt, @Silence, @Revival)",
            new { model.Id, model.MadeAt, Silence = JsonSerializer.Serialize(model.Silence, Json), Revival = model.Revival.ToText() });
        await session.ExecuteAsync(Trim, new { Kept });
    }

    /// <summary>Notes that everybody was scored with a model.</summary>
    public static Task<int> NoteScannedAsync(this Session session, Guid id, DateTimeOffset now) =>
        session.ExecuteAsync("UPDATE lead_model SET scanned_at = @now WHERE id = @id", new { id, now });

    /// <summary>How many contacts there are.</summary>
    public static Task<long> CountContactsAsync(this Session session) => session.QueryValueAsync<long>("SELECT COUNT(*) FROM contact");

    /// <summary>Every so-manieth contact.</summary>
    public static async Task<List<ContactId>> SampleContactsAsync(this Session session, long every)
    {
        var (sample, place) = (new List<ContactId>(), 0L);
        await session.StreamAsync("SELECT id FROM contact WHERE profiling ORDER BY id", null, row =>
        {
            if (place++ % every == 0)
            {
                sample.Add(new ContactId(row.GetGuid(0)));
            }
        });
        return sample;
    }

    private const string Trim =
        """
        DELETE FROM lead_model
        WHERE id NOT IN (SELECT id FROM lead_model ORDER BY made_at DESC, id DESC LIMIT @Kept)
        """;

    private sealed class Row
    {
        public Guid Id { get; set; }

        public DateTimeOffset MadeAt { get; set; }

        public DateTimeOffset? ScannedAt { get; set; }

        public string Silence { get; set; } = "";

        public string Revival { get; set; } = "";
    }
}
