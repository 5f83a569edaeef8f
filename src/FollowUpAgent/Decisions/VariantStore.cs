using System.Text.Json;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Decisions;

/// <summary>The variants' SQL: every version that was ever eligible, written once.</summary>
internal static class VariantStore
{
    /// <summary>Remembers versions; those that are known stay as they are.</summary>
    public static Task AddVariantsAsync(this Session session, IEnumerable<EligibleVariant> variants) => session.ExecuteEachAsync(
        Add,
        // In one order everywhere: two workers that add the same then wait for each other only one way.
        [.. variants
            .Select(v => (v.Sequence, v.Step, v.Variant.Version, v.Variant.Traits)).DistinctBy(v => (v.Sequence, v.Step, v.Version))
            .OrderBy(v => v.Sequence, StringComparer.Ordinal).ThenBy(v => v.Step, StringComparer.Ordinal).ThenBy(v => v.Version, StringComparer.Ordinal)
            .Select(v => new { v.Sequence, v.Step, v.Version, Traits = JsonSerializer.Serialize(v.Traits) })]);

    /// <summary>Every version that a step ever had.</summary>
    public static async Task<List<Variant>> FindVariantsAsync(this Session session, string sequence, string step) =>
        [.. (await session.QueryAsync<Row>($"{Select} WHERE sequence = @sequence AND step = @step", new { sequence, step })).Select(r => r.ToVariant().Variant)];

    /// <summary>Every version there ever was.</summary>
    public static async Task<List<EligibleVariant>> FindVariantsAsync(this Session session) =>
        [.. (await session.QueryAsync<Row>(Select)).Select(r => r.ToVariant())];

    private const string Select = "SELECT sequence, step, version, traits FROM variant";

    private const string Add =
        """
        INSERT INTO variant (sequence, step, version, traits)
        VALUES (@Sequence, @Step, @Version, @Traits)
        ON CONFLICT (sequence, step, version) DO NOTHING
        """;

    private sealed class Row
    {
        public string Sequence { get; set; } = "";

        public string Step { get; set; } = "";

        public string Version { get; set; } = "";

        public string Traits { get; set; } = "{}";

        public EligibleVariant ToVariant() =>
            new(Sequence, Step, new Variant(Version, JsonSerializer.Deserialize<SortedDictionary<string, string>>(Traits)!));
    }
}

/// <summary>A variant and the step it can be sent at.</summary>
internal sealed record EligibleVariant(string Sequence, string Step, Variant Variant);
