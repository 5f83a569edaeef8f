using System.Globalization;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Benchmarks.Learner;

/// <summary>An invented log of one step, of which the schema has a known number of features: hardly two contacts are alike.</summary>
/// <param name="columns">Numbers that are known of a contact.</param>
/// <param name="variants">Variants of the step.</param>
/// <param name="slots">Slots, in two parts of the day.</param>
internal sealed class LearnerWorld(int columns, int variants, int slots)
{
    private const double Rate = 0.03;
    private static readonly HashSet<string> NoneLeftOut = [];

    /// <summary>128 features; four variants in six slots are 24 actions.</summary>
    public static LearnerWorld Large { get; } = new(7, 4, 6);

    /// <summary>64 features; two variants in four slots are 8 actions.</summary>
    public static LearnerWorld Small { get; } = new(5, 2, 4);

    /// <summary>The variants.</summary>
    public IReadOnlyList<Variant> Variants { get; } = [.. Enumerable.Range(0, variants).Select(v => new Variant($"v{v}@1", TraitsOf(v, variants)))];

    /// <summary>The slots' keys.</summary>
    public IReadOnlyList<string> Slots { get; } = [.. Enumerable.Range(0, slots).Select(s => $"d{s / 2}-{(s % 2 == 0 ? "morning" : "evening")}")];

    /// <summary>A log of so many decisions.</summary>
    /// <param name="decisions">How many.</param>
    /// <param name="areMature">Whether scales may be looked for.</param>
    public TrainingLog LogOf(int decisions, bool areMature)
    {
        var (log, chance, seen) = (new TrainingLog(1), new SeededUniforms(7), new Observation[1]);
        for (var i = 0; i < decisions; i++)
        {
            var (variant, slot, situation) = ((int)(chance.Next() * variants), (int)(chance.Next() * slots), Meet(chance));
            seen[0] = new Observation(1, chance.Next() < Rate * (1 + (0.2 * variant)), areMature);
            log.Add(situation, new Deed(Slots[slot], Variants[variant]), i, areMature, seen);
        }

        return log;
    }

    /// <summary>A recipe that learned these outcomes from a log.</summary>
    public FittedRecipe Learn(IReadOnlyList<string> outcomes)
    {
        var log = LogOf(20_000, areMature: false);
        var schema = log.SchemaOf();
        var rows = schema.Read(log);
        var models = outcomes.Select(o => ((FitResult.Fitted)HierarchicalLogistic.Instance.Fit(new TrainingSet(o, Rate, schema, rows, log, 0))).Model);
        return new FittedRecipe(schema, models, HierarchicalLogistic.Instance);
    }

    /// <summary>Somebody.</summary>
    public Situation Meet(SeededUniforms chance) => new("launch", "hello", ContactContext.Parse(
        $"{{{string.Join(',', Enumerable.Range(0, columns).Select(c => string.Create(CultureInfo.InvariantCulture, $"\"n{c}\":{(int)(chance.Next() * 1000)}")))}}}",
        NoneLeftOut));

    // Four traits of two values each; of two variants one goes without its tone, which makes the number of features even.
    private static SortedDictionary<string, string> TraitsOf(int variant, int of)
    {
        var traits = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["cta"] = variant < of / 2 ? "link" : "reply",
            ["length"] = variant % 2 == 0 ? "short" : "long",
            ["question"] = variant % 3 == 0 ? "no" : "yes",
        };
        if (of > 2 || variant == 0)
        {
            traits["tone"] = variant is 0 or 2 ? "warm" : "plain";
        }

        return traits;
    }
}
