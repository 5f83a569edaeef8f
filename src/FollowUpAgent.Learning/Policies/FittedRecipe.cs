using System.Collections.Concurrent;
using System.Text.Json;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;

namespace FollowUpAgent.Learning.Policies;

/// <summary>
/// A recipe fitted on a log: its schema and a model for every outcome that was seen. An outcome without a model is known by its prior
/// alone. Immutable and thread-safe; the content of a snapshot.
/// </summary>
public sealed class FittedRecipe
{
    /// <summary>The recipe's name and version.</summary>
    public const string Name = "hierarchical-logistic/1";

    private readonly IOutcomeModelTrainer engine;
    private readonly Dictionary<string, IOutcomeModel> models;
    private readonly ConcurrentDictionary<(string, double), IOutcomeModel> untrained = new();

    /// <summary>A recipe of these parts.</summary>
    public FittedRecipe(FeatureSchema schema, IEnumerable<IOutcomeModel> models, IOutcomeModelTrainer engine)
    {
        (Schema, this.engine) = (schema, engine);
        this.models = models.ToDictionary(m => m.Outcome, StringComparer.Ordinal);
    }

    /// <summary>What is known before anything was seen.</summary>
    public static FittedRecipe OfPriors { get; } = new(FeatureSchema.Empty, [], HierarchicalLogistic.Instance);

    /// <summary>How situations and deeds become numbers.</summary>
    public FeatureSchema Schema { get; }

    /// <summary>Whether anything was seen of an outcome.</summary>
    public bool HasSeen(string outcome) => models.ContainsKey(outcome);

    /// <summary>The model of an outcome.</summary>
    /// <param name="outcome">The outcome's key.</param>
    /// <param name="priorRate">The rate to expect where nothing was seen of it.</param>
    public IOutcomeModel ModelOf(string outcome, double priorRate) =>
        models.TryGetValue(outcome, out var model) || untrained.TryGetValue((outcome, priorRate), out model)
            ? model
            : untrained.GetOrAdd((outcome, priorRate), engine.Untrained(Schema, outcome, priorRate));

    /// <summary>Reads a snapshot's content.</summary>
    /// <param name="content">What <see cref="ToContent"/> wrote.</param>
    /// <param name="engines">The engines that can be asked for a model.</param>
    /// <exception cref="FormatException">No engine can read it, or the schema is of another format.</exception>
    public static FittedRecipe Parse(string content, params IReadOnlyList<IOutcomeModelTrainer> engines)
    {
        var read = JsonSerializer.Deserialize<Content>(content) ?? throw new FormatException("A snapshot without content.");
        var engine = engines.FirstOrDefault(e => e.Engine == read.Engine)
            ?? throw new FormatException($"A snapshot of the engine {read.Engine}, which this build has not.");
        var schema = FeatureSchema.Parse(read.Schema);
        return new FittedRecipe(schema, read.Models.Select(m => engine.Read(schema, m)), engine);
    }

    /// <summary>The text for the snapshot's row; equal recipes have equal texts.</summary>
    public string ToContent() => JsonSerializer.Serialize(new Content(
        engine.Engine, Schema.ToText(), [.. models.Values.OrderBy(m => m.Outcome, StringComparer.Ordinal).Select(m => m.ToText())]));

    private sealed record Content(string Engine, string Schema, IReadOnlyList<string> Models);
}
