using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Learning.Simulation;

/// <summary>
/// The agent's recipe in a world of sends: refitted every night on what is known by then, young silence weighed by its age. Not thread-safe.
/// </summary>
/// <param name="world">The world.</param>
/// <param name="settings">How it is tried.</param>
/// <param name="recipe">How it explores.</param>
/// <param name="seesKinds">Whether it knows of which kind a contact is.</param>
internal sealed class SimulatedLearner(SendWorld world, SimulationSettings settings, SimulatedRecipe recipe, bool seesKinds)
{
    private const string Outcome = "answer";
    private const string Slot = "d0-morning";
    private const double WindowDays = 14;
    private static readonly HashSet<string> NothingHidden = [];

    private readonly Variant[] variants = [.. Enumerable.Range(0, world.Actions).Select(a => new Variant($"v{a}@1", new Dictionary<string, string>()))];

    private readonly Situation[] kinds = [.. Enumerable.Range(0, world.Kinds).Select(k => new Situation(
        "world", "step", seesKinds ? ContactContext.Parse($$"""{"kind":"k{{k}}"}""", NothingHidden) : ContactContext.Empty))];

    private readonly List<Sent> sent = [];
    private FittedRecipe learned = FittedRecipe.OfPriors;

    /// <summary>The probability of each variant for a kind on a day; 0 for one that is not to be had.</summary>
    public double[] Weigh(int day, int kind)
    {
        var there = Enumerable.Range(0, world.Actions).Where(a => world.Has(day, a)).ToList();
        var isNew = there.Exists(a => learned.Schema.SendsOf(kinds[kind], variants[a]) < recipe.NewUntil);
        var policy = new TwoStagePolicy([new WeightedOutcome(Outcome, 1, settings.Rate)], recipe.Spread, isNew ? recipe.FloorWhileNew : recipe.Floor, recipe.Draws);
        var probabilities = policy.Which(learned, kinds[kind], Slot, [.. there.Select(a => variants[a])]).Probabilities;
        var all = new double[world.Actions];
        for (var i = 0; i < there.Count; i++)
        {
            all[there[i]] = probabilities[i];
        }

        return all;
    }

    /// <summary>Remembers a mail.</summary>
    public void Add(int day, int kind, int action, double? delay) => sent.Add(new Sent(day, kind, action, delay));

    /// <summary>Learns of everything that is known at the end of a day. What cannot be fitted leaves the fit before it.</summary>
    public void Learn(int day)
    {
        var today = day + 1;
        var log = new TrainingLog(1);
        var curve = DelayCurve.Of([.. sent.Where(s => today - s.Day > WindowDays && s.Delay <= WindowDays).Select(s => s.Delay!.Value / WindowDays)]);
        foreach (var mail in sent)
        {
            var age = today - mail.Day;
            var happened = mail.Delay <= Math.Min(age, WindowDays);
            var isMature = age >= WindowDays || world.MeanDelayDays == 0;
            var weight = happened || isMature ? 1 : curve.WeightAt(age / WindowDays);
            log.Add(kinds[mail.Kind], new Deed(Slot, variants[mail.Action]), mail.Day, isMature, [new Observation(weight, happened, isMature)]);
        }

        var schema = log.SchemaOf();
        var set = new TrainingSet(Outcome, settings.Rate, schema, schema.Read(log), log, 0);
        if (HierarchicalLogistic.Instance.Fit(set) is FitResult.Fitted(var model, _))
        {
            learned = new FittedRecipe(schema, [model], HierarchicalLogistic.Instance);
        }
    }

    private readonly record struct Sent(int Day, int Kind, int Action, double? Delay);
}

/// <summary>How the recipe explores.</summary>
/// <param name="Spread">Scales the exploration.</param>
/// <param name="Floor">The share of chance.</param>
/// <param name="FloorWhileNew">The same while a variant is new.</param>
/// <param name="NewUntil">Until so many mature sends.</param>
/// <param name="Draws">Joint draws.</param>
public sealed record SimulatedRecipe(double Spread = 0.5, double Floor = 0.05, double FloorWhileNew = 0.1, int NewUntil = 500, int Draws = 1000);
