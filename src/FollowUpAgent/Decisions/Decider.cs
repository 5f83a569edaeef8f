using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Decisions;

/// <summary>
/// Chooses one action of one stage and writes down how: group, eligible actions, forecasts, probabilities, seed. Pure: the same question
/// always has the same answer. Thread-safe.
/// </summary>
internal sealed class Decider(DecisionsOptions options, OutcomeCatalog outcomes)
{
    private const int Draws = 1000;
    private readonly ForecastCache forecasts = new();

    /// <summary>Decides a stage. The question has at least one action.</summary>
    public Answer Decide(Question question)
    {
        var seed = SeedOf(question.Decision, question.Stage);
        var settings = question.Group == Group.Treatment && question.Actions.Count > 1 ? SettingsFor(question) : null;
        var forecast = settings is null ? null : forecasts.Get(question, settings);
        var propensities = forecast?.Probabilities ?? WithoutModel(question);
        var chosen = Propensities.Draw(propensities, UniformOf(seed));
        return new Answer(
            question.Actions[chosen],
            GainOverSkip(question, forecast, chosen),
            new Decision
            {
                Id = question.Decision,
                Stage = question.Stage,
                GroupName = question.Group.ToText(),
                SnapshotId = forecast is null ? null : question.Snapshot.Id,
                Seed = seed,
                Context = question.Context,
                Actions = JsonSerializer.Serialize(question.Actions),
                Forecasts = forecast is null ? null : JsonSerializer.Serialize(forecast.Means.Zip(forecast.StandardDeviations, Pair)),
                Propensities = JsonSerializer.Serialize(propensities),
                Chosen = question.Actions[chosen],
                Propensity = propensities[chosen],
                Rules = RuleApplied.ToText(question.Rules),
                Settings = settings?.ToText(),
            });
    }

    /// <summary>How likely the question's snapshot would make each action by today's goal and floors, whoever decided.</summary>
    public IReadOnlyList<double> Weigh(Question question, ForecastCache known) =>
        question.Actions.Count == 1 ? Propensities.Certain(1, 0) : known.Get(question, SettingsFor(question)).Probabilities;

    /// <summary>What is to be expected of one version at the second stage, whoever decides.</summary>
    /// <param name="question">The second stage's question.</param>
    /// <param name="version">One of its actions.</param>
    public Prospect ProspectOf(Question question, string version)
    {
        var values = forecasts.Get(question, SettingsFor(question)).Means;
        var (place, known) = (question.Actions.ToList().IndexOf(version), question.Snapshot.Learned);
        var (variant, situation) = (question.Variants[place], new Situation(question.Sequence, question.Step, DecisionContext.Parse(question.Context)));
        var harm = outcomes.All.First(o => o.Key == OutcomeCatalog.UnsubscribeOrNegative);
        var sends = known.Schema.SendsOf(situation, variant);
        return new Prospect(
            values[place],
            values[place] - values[0],
            OutcomeForecast.Of(known, situation, new Deed(question.Slot, variant), new WeightedOutcome(harm.Key, harm.Weight, harm.PriorRate), Draws),
            sends,
            sends == 0 || known.Schema.IsUnfamiliar(situation.Context));
    }

    /// <summary>How likely plain chance makes each action of a stage within the bounds of the rules, as in the control group.</summary>
    public double[] ByChance(string stage, IReadOnlyList<string> actions, IReadOnlyList<RuleApplied> rules)
    {
        var p = ByChance(actions);
        BoundsOf(stage, actions, rules).Bring(p, 0);
        return p;
    }

    /// <summary>How likely a fixed choice makes each action of a stage: certain, as far as the bounds of the rules let it be.</summary>
    public static double[] ByHabit(string stage, IReadOnlyList<string> actions, IReadOnlyList<RuleApplied> rules, int first) =>
        BoundsOf(stage, actions, rules).Foremost(first);

    /// <summary>What the model expects and how likely it makes each action, within the bounds of the rules. Depends on snapshot, question and settings alone.</summary>
    public static StageForecast Forecast(Question question, ModelSettings settings)
    {
        var policy = settings.Policy() with
        {
            VariantBounds = RuleApplied.BoundsOf(question.Rules, [.. question.Variants.Select(v => v.Version)]),
            MostSent = RuleApplied.MostSentOf(question.Rules),
        };
        var fatigue = settings.FatigueOf(question.Variants);
        var situation = new Situation(question.Sequence, question.Step, DecisionContext.Parse(question.Context));
        if (question.Stage == Decision.Which)
        {
            return policy.Which(question.Snapshot.Learned, situation, question.Slot!, question.Variants, fatigue);
        }

        var withSkip = IndexOfSkip(question.Actions) >= 0;
        return policy.When(
            question.Snapshot.Learned, situation, [.. question.Actions.SkipLast(withSkip ? 1 : 0)], question.Variants, withSkip, fatigue);
    }

    /// <summary>The number that draws the action.</summary>
    public static double UniformOf(long seed) => new SeededUniforms(seed).Next();

    /// <summary>The seed of a stage: a hash, so that it cannot be chosen and differs between stages.</summary>
    public static long SeedOf(DecisionId decision, string stage) =>
        BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{decision.Value:N}/{stage}")));

    private ModelSettings SettingsFor(Question question)
    {
        var situation = new Situation(question.Sequence, question.Step, ContactContext.Empty);
        var isNew = question.Variants.Any(v => question.Snapshot.Learned.Schema.SendsOf(situation, v) < options.NewUntil);
        var recipe = question.Snapshot.Recipe;
        var worth = (question.Outcomes ?? outcomes).All;
        var explored = RuleApplied.MostExploredOf(question.Rules);
        return new ModelSettings(
            isNew && explored >= 1 ? options.FloorWhileNew : options.Floor,
            (recipe?.Spread ?? options.Spread) * explored,
            Draws,
            recipe?.PriorsFor(worth) ?? worth)
        {
            Slot = question.Slot,
            Variants = question.Stage == Decision.When ? [.. question.Variants.Select(v => v.Version)] : null,
            Fatigue = question.Fatigue is { Count: > 0 } ? question.Fatigue : null,
        };
    }

    private double[] WithoutModel(Question question) => question.Group switch
    {
        Group.Treatment => Propensities.Certain(1, 0),
        Group.Control => ByChance(question.Stage, question.Actions, question.Rules),
        Group.Baseline => ByHabit(question.Stage, question.Actions, question.Rules, 0),
        Group.Holdout => Propensities.Certain(question.Actions.Count, IndexOfSkip(question.Actions)),
        _ => throw new ArgumentOutOfRangeException(nameof(question), question.Group, "No such group."),
    };

    // At the first stage only sending is bounded; the variants' bounds are kept at the second.
    private static ShareBounds BoundsOf(string stage, IReadOnlyList<string> actions, IReadOnlyList<RuleApplied> rules)
    {
        if (stage == Decision.Which)
        {
            return new ShareBounds(actions.Count, RuleApplied.BoundsOf(rules, actions));
        }

        var (most, skip) = (RuleApplied.MostSentOf(rules), IndexOfSkip(actions));
        return new ShareBounds(
            actions.Count, most < 1 && skip >= 0 ? [new ShareBound([.. Enumerable.Range(0, actions.Count).Where(a => a != skip)], 0, most)] : []);
    }

    // Chance within no bounds but its own share of skips.
    private double[] ByChance(IReadOnlyList<string> actions)
    {
        var skip = IndexOfSkip(actions);
        if (skip < 0 || actions.Count == 1)
        {
            return Propensities.Uniform(actions.Count);
        }

        var p = new double[actions.Count];
        Array.Fill(p, (1 - options.ControlSkip) / (actions.Count - 1));
        p[skip] = options.ControlSkip;
        return p;
    }

    private static double? GainOverSkip(Question question, StageForecast? forecast, int chosen)
    {
        var skip = IndexOfSkip(question.Actions);
        return forecast is null || skip < 0 ? null : forecast.Means[chosen] - forecast.Means[skip];
    }

    private static int IndexOfSkip(IReadOnlyList<string> actions) => actions.ToList().IndexOf(Decision.Skip);

    // Six digits say all that a forecast knows; the propensities keep every bit.
    private static double[] Pair(double mean, double deviation) => [Math.Round(mean, 6), Math.Round(deviation, 6)];
}

/// <summary>What is to be decided.</summary>
/// <param name="Decision">The round.</param>
/// <param name="Stage"><see cref="Decision.When"/> or <see cref="Decision.Which"/>.</param>
/// <param name="Sequence">The sequence's key.</param>
/// <param name="Step">The step's key.</param>
/// <param name="Group">Who decides.</param>
/// <param name="Actions">The eligible actions; the first is business as usual, skip is last.</param>
/// <param name="Rules">The rules that removed or bounded actions; the probabilities keep the bounds, whoever decides.</param>
/// <param name="Context">What is known, as JSON.</param>
/// <param name="Snapshot">What was learned.</param>
/// <param name="Variants">What can be sent; at the second stage these are the actions, in their order.</param>
/// <param name="Slot">The slot that has begun, at the second stage; else null.</param>
/// <param name="Fatigue">How tired the contact is of versions that it had before; null where of none.</param>
internal sealed record Question(
    DecisionId Decision,
    string Stage,
    string Sequence,
    string Step,
    Group Group,
    IReadOnlyList<string> Actions,
    IReadOnlyList<RuleApplied> Rules,
    string Context,
    Served Snapshot,
    IReadOnlyList<Variant> Variants,
    string? Slot = null,
    IReadOnlyDictionary<string, double>? Fatigue = null)
{
    /// <summary>What counts, and how much, at the moment of the decision; null for what the configuration says.</summary>
    public OutcomeCatalog? Outcomes { get; init; }
}

/// <summary>What was decided.</summary>
/// <param name="Chosen">The action.</param>
/// <param name="GainOverSkip">What it is expected to add, in the goal's unit; null where no model took part.</param>
/// <param name="Row">The ledger row, without the enrollment's columns.</param>
internal sealed record Answer(string Chosen, double? GainOverSkip, Decision Row);
