using System.Text.Json;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Decisions;

/// <summary>
/// How the agent learns and explores: a class of models with features, priors and settings. A change of any of it passes the gate before
/// it serves. Weights, floors and eligible actions are no part of it: they are what people want, and hold at once.
/// </summary>
internal sealed record Recipe
{
    /// <summary>Name and version of the class of models.</summary>
    public string Name { get; init; } = FittedRecipe.Name;

    /// <summary>Name and version of the engine that fits it.</summary>
    public string Engine { get; init; } = "";

    /// <summary>Scales the exploration.</summary>
    public double Spread { get; init; }

    /// <summary>After how long what was seen counts half; 0: never.</summary>
    public TimeSpan HalfLife { get; init; }

    /// <summary>The own contact fields that models may learn from, sorted.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>The rate to expect of each outcome.</summary>
    public IReadOnlyDictionary<string, double> PriorRates { get; init; } = new Dictionary<string, double>();

    /// <summary>The recipe that the configuration asks for.</summary>
    public static Recipe Of(DecisionsOptions options, OutcomeCatalog outcomes, IOutcomeModelTrainer engine) => new()
    {
        Engine = engine.Engine,
        Spread = options.Spread,
        HalfLife = options.HalfLife,
        Features = [.. options.Features.Where(f => f.Length > 0).Distinct().Order(StringComparer.Ordinal)],
        PriorRates = outcomes.All.ToDictionary(o => o.Key, o => o.PriorRate),
    };

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    public static Recipe Parse(string text) =>
        JsonSerializer.Deserialize<Recipe>(text, JsonSerializerOptions.Web) ?? throw new FormatException("A recipe without settings.");

    /// <summary>The text for the snapshot.</summary>
    public string ToText() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>Outcomes with the rates that this recipe expects; one that it never heard of keeps its own.</summary>
    public IReadOnlyList<Outcome> PriorsFor(IReadOnlyList<Outcome> outcomes) =>
        [.. outcomes.Select(o => PriorRates.TryGetValue(o.Key, out var rate) ? o with { PriorRate = rate } : o)];

    /// <summary>Whether a field of a context is hidden from models.</summary>
    public bool Hides(string name) =>
        name.StartsWith(DecisionContext.FieldPrefix, StringComparison.Ordinal) && !Features.Contains(name[DecisionContext.FieldPrefix.Length..]);

    /// <summary>What is different in another recipe, in the words of the configuration; empty where nothing is.</summary>
    public IReadOnlyList<string> ChangesTo(Recipe other) =>
    [
        .. Change("recipe", Name, other.Name),
        .. Change("engine", Engine, other.Engine),
        .. Change("Spread", Spread, other.Spread),
        .. Change("HalfLife", HalfLife, other.HalfLife),
        .. Change("Features", List(Features), List(other.Features)),
        .. PriorRates.Keys.Intersect(other.PriorRates.Keys).Order(StringComparer.Ordinal).SelectMany(o => Change($"{o} PriorRate", PriorRates[o], other.PriorRates[o])),
    ];

    private static string List(IReadOnlyList<string> features) => features.Count == 0 ? "none" : string.Join(", ", features);

    private static IEnumerable<string> Change<T>(string name, T from, T to) =>
        EqualityComparer<T>.Default.Equals(from, to) ? [] : [FormattableString.Invariant($"{name} {from} to {to}")];
}
