using System.Text.Json;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Decisions;

/// <summary>A recipe fitted on the rewards known at one moment, as the database holds it. Never changed.</summary>
internal sealed record Snapshot
{
    /// <summary>The recipe that the agent starts with: independent Beta posteriors per action, drawn by Thompson sampling.</summary>
    public const string DefaultRecipe = "beta-thompson/1";

    /// <summary>The snapshot's id.</summary>
    public SnapshotId Id { get; init; }

    /// <summary>The recipe's name and version.</summary>
    public string Recipe { get; init; } = DefaultRecipe;

    /// <summary>When it was fitted.</summary>
    public DateTimeOffset MadeAt { get; init; }

    /// <summary>How many rewarded decisions it was fitted on.</summary>
    public int TrainingRows { get; init; }

    /// <summary>What was learned; see <see cref="ActionCounts"/>.</summary>
    public string Content { get; init; } = "{}";

    /// <summary>Why it does not serve, or null where it does.</summary>
    public string? Refused { get; init; }
}

/// <summary>The content of a snapshot of the default recipe: for each action and outcome, how often it was observed and how often it happened.</summary>
internal sealed class ActionCounts
{
    /// <summary>How many observations a prior weighs.</summary>
    public const double PriorStrength = 20;

    /// <summary>A skip is expected to bring this share of what a send brings.</summary>
    public const double SkipShare = 0.2;

    /// <summary>By outcome, then by action (<see cref="KeyOf"/>): observed, happened.</summary>
    public Dictionary<string, Dictionary<string, double[]>> Counts { get; init; } = [];

    /// <summary>The key of an action in <see cref="Counts"/>.</summary>
    public static string KeyOf(string stage, string sequence, string step, string action) => $"{stage}|{sequence}|{step}|{action}";

    /// <summary>Reads a snapshot's content.</summary>
    public static ActionCounts Parse(string content) => JsonSerializer.Deserialize<ActionCounts>(content) ?? new ActionCounts();

    /// <summary>The text for the snapshot's row; the same counts always give the same text.</summary>
    public string ToContent() => JsonSerializer.Serialize(new ActionCounts
    {
        Counts = Sorted(Counts.Select(o => KeyValuePair.Create(o.Key, Sorted(o.Value)))),
    });

    /// <summary>What is known of an action's rate of an outcome.</summary>
    public BetaPosterior PosteriorOf(Outcome outcome, string key, bool isSkip)
    {
        var prior = BetaPosterior.Prior(outcome.PriorRate * (isSkip ? SkipShare : 1), PriorStrength);
        return Counts.TryGetValue(outcome.Key, out var actions) && actions.TryGetValue(key, out var count)
            ? prior.After(count[0], count[1])
            : prior;
    }

    /// <summary>How often these actions were observed, over the outcome observed most.</summary>
    public double Evidence(IReadOnlyList<string> keys) =>
        Counts.Values.Select(actions => keys.Sum(k => actions.TryGetValue(k, out var count) ? count[0] : 0)).DefaultIfEmpty(0).Max();

    private static Dictionary<string, T> Sorted<T>(IEnumerable<KeyValuePair<string, T>> entries) =>
        entries.OrderBy(e => e.Key, StringComparer.Ordinal).ToDictionary(e => e.Key, e => e.Value);
}

/// <summary>The snapshots' SQL.</summary>
internal static class SnapshotStore
{
    private const string Columns = "id, recipe, made_at, training_rows, content, refused";

    /// <summary>Adds a snapshot.</summary>
    public static Task<int> AddSnapshotAsync(this Session session, Snapshot snapshot) => session.ExecuteAsync(
        $"INSERT INTO snapshot ({Columns}) VALUES (@Id, @Recipe, @MadeAt, @TrainingRows, @Content, @Refused)", snapshot);

    /// <summary>The snapshot that serves: the newest that was not refused.</summary>
    public static Task<Snapshot?> FindServingSnapshotAsync(this Session session) => session.QuerySingleOrDefaultAsync<Snapshot>(
        $"SELECT {Columns} FROM snapshot WHERE refused IS NULL ORDER BY made_at DESC, id DESC LIMIT 1");

    /// <summary>The id of the snapshot that serves, or null before the first.</summary>
    public static Task<SnapshotId?> FindServingSnapshotIdAsync(this Session session) => session.QuerySingleOrDefaultAsync<SnapshotId?>(
        "SELECT id FROM snapshot WHERE refused IS NULL ORDER BY made_at DESC, id DESC LIMIT 1");

    /// <summary>The snapshot with this id, or null.</summary>
    public static Task<Snapshot?> FindSnapshotAsync(this Session session, SnapshotId id) =>
        session.QuerySingleOrDefaultAsync<Snapshot>($"SELECT {Columns} FROM snapshot WHERE id = @id", new { id });
}
