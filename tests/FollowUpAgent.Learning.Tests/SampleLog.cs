using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Learning.Tests;

/// <summary>A log of one outcome in one step, filled in a line.</summary>
internal sealed class SampleLog
{
    public const string Outcome = "goal";
    public const double Rate = 0.03;

    private static readonly HashSet<string> NoNames = [];
    private long at;

    public TrainingLog Log { get; } = new(1);

    public static Variant Plain { get; } = new("plain@1", new Dictionary<string, string>());

    public static Variant Asking { get; } = new("asking@1", new Dictionary<string, string>());

    public static Situation Situation(string context = "{}") => new("hello", "first", ContactContext.Parse(context, NoNames));

    public static Variant Version(string version, params (string Name, string Value)[] traits) =>
        new(version, traits.ToDictionary(t => t.Name, t => t.Value));

    /// <summary>Adds so many sends, of which so many succeeded.</summary>
    public SampleLog Add(Variant? variant, int sends, int happened, string slot = "d0-morning", string context = "{}")
    {
        for (var i = 0; i < sends; i++)
        {
            Log.Add(Situation(context), variant is null ? Deed.Skip : new Deed(slot, variant), at++, true, [new Observation(1, i < happened, true)]);
        }

        return this;
    }

    public TrainingSet Set(double rate = Rate)
    {
        var schema = Log.SchemaOf();
        return new TrainingSet(Outcome, rate, schema, schema.Read(Log), Log, 0);
    }

    public FittedRecipe Recipe(double rate = Rate)
    {
        var set = Set(rate);
        var fitted = (FitResult.Fitted)HierarchicalLogistic.Instance.Fit(set);
        return new FittedRecipe(set.Schema, [fitted.Model], HierarchicalLogistic.Instance);
    }

    /// <summary>Mean and standard deviation of the logit of a deed.</summary>
    public static (double Mean, double Deviation) Logit(FittedRecipe recipe, Variant? variant, string slot = "d0-morning", string context = "{}", int draws = 4000)
    {
        var matrix = new DesignMatrix();
        matrix.AddRow(Parts(recipe.Schema, matrix, variant, slot, context));
        var (means, deviations) = (new double[1], new double[draws]);
        recipe.ModelOf(Outcome, Rate).Draw(matrix, draws, means, deviations);
        return (means[0], Math.Sqrt(deviations.Sum(d => d * d) / draws));
    }

    public static int[] Parts(FeatureSchema schema, DesignMatrix matrix, Variant? variant, string slot = "d0-morning", string context = "{}")
    {
        var situation = Situation(context);
        var read = schema.Read(situation.Context);
        var common = matrix.Add(schema.Base(situation, read));
        if (variant is null)
        {
            return [common, matrix.Add(schema.Skip())];
        }

        return [common, matrix.Add(schema.Of(situation, variant, read)), matrix.Add(schema.Of(slot, read)), matrix.Add(schema.Of(situation, variant, slot))];
    }
}
