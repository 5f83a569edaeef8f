using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Learning.Features;

namespace FollowUpAgent.Scenarios.Comparing;

/// <summary>What many logged decisions asked alike: one stage, as far as snapshot and rules can tell contacts apart.</summary>
/// <param name="Stage">Which stage.</param>
/// <param name="Sequence">The sequence's key.</param>
/// <param name="Step">The step's key.</param>
/// <param name="Actions">What could be done.</param>
/// <param name="Candidates">What could be sent, also what rules of then took out.</param>
/// <param name="Context">What was known.</param>
/// <param name="Slot">The slot that had begun; null at the first stage.</param>
/// <param name="Fatigue">How tired the contact was of what it had before.</param>
internal sealed record AskedQuestion(
    string Stage,
    string Sequence,
    string Step,
    IReadOnlyList<string> Actions,
    IReadOnlyList<Variant> Candidates,
    string Context,
    string? Slot,
    IReadOnlyDictionary<string, double>? Fatigue)
{
    /// <summary>The place of an action that could be done.</summary>
    public int PlaceOf(string action) => Enumerable.Range(0, Actions.Count).First(a => Actions[a] == action);

    /// <summary>How a policy would answer; null where nobody knows what could have been sent.</summary>
    public Weighed? WeighBy(ScenarioPolicy policy, Served served, Decider decider, ForecastCache known)
    {
        if (Candidates.Count == 0)
        {
            return null;
        }

        var rules = policy.RulesAt(Sequence, Step, Candidates, DecisionContext.Parse(Context));
        if (rules.Variants.Count == 0)
        {
            return Nothing(rules);
        }

        IReadOnlyList<string> possible = Stage == Decision.When ? Actions : [.. rules.Variants.Select(v => v.Version)];
        var weights = decider.Weigh(QuestionOf(policy, served, Stage, possible, rules, Slot), known);
        var byAction = possible.Zip(weights).ToDictionary(w => w.First, w => w.Second, StringComparer.Ordinal);
        double[] shares = [.. Actions.Select(a => byAction.GetValueOrDefault(a))];
        return new Weighed(shares, byAction.Where(w => !Actions.Contains(w.Key)).Sum(w => w.Value), rules.Variants, byAction);
    }

    /// <summary>Adds to an outlook what the models expect of a policy here; the variants' shares in the likeliest slot stand for those in the others. It is worth what it is now.</summary>
    public void AddTo(
        PolicyOutlook outlook, ScenarioPolicy policy, ScenarioPolicy current, Weighed? weighed, Served served, Decider decider, ForecastCache known, double times)
    {
        if (weighed is null)
        {
            return;
        }

        var slots = weighed.ByAction.Where(w => w.Key != Decision.Skip).ToList();
        IReadOnlyList<double> shares = [];
        if (weighed.Variants.Count > 0 && slots.Count > 0)
        {
            var rules = policy.RulesAt(Sequence, Step, Candidates, DecisionContext.Parse(Context));
            IReadOnlyList<string> versions = [.. weighed.Variants.Select(v => v.Version)];
            shares = decider.Weigh(QuestionOf(policy, served, Decision.Which, versions, rules, slots.MaxBy(s => s.Value).Key), known);
        }

        var contact = DecisionContext.Parse(Context);
        var fatigue = Fatigue is null ? null : weighed.Variants.Select(v => Fatigue.GetValueOrDefault(v.Version)).ToList();
        outlook.Add(
            new Situation(Sequence, Step, contact), shares.Count > 0 ? weighed.Variants : [], shares, slots, current.OutcomesOf(contact).Weights, fatigue,
            policy.CarriedOf(Sequence), times);
    }

    // Where rules leave nothing to send the step is passed over, whether that was drawn from or not.
    private Weighed Nothing(StepRules rules)
    {
        var skips = Stage == Decision.When && Actions.Contains(Decision.Skip);
        return new Weighed(
            [.. Actions.Select(a => skips && a == Decision.Skip ? 1.0 : 0)],
            Stage == Decision.When && !skips ? 1 : 0,
            rules.Variants,
            new Dictionary<string, double> { [Decision.Skip] = 1 });
    }

    private Question QuestionOf(ScenarioPolicy policy, Served served, string stage, IReadOnlyList<string> actions, StepRules rules, string? slot) => new(
        default, stage, Sequence, Step, Group.Treatment, actions, rules.Applied, Context, served, rules.Variants, slot, Fatigue)
    {
        Outcomes = policy.OutcomesOf(DecisionContext.Parse(Context)),
    };
}

/// <summary>How a policy answers.</summary>
/// <param name="Shares">The probability of each action that could be drawn then.</param>
/// <param name="Beyond">The probability of what could not be drawn then.</param>
/// <param name="Variants">What may be sent.</param>
/// <param name="ByAction">The probability of each action that it has.</param>
internal sealed record Weighed(IReadOnlyList<double> Shares, double Beyond, IReadOnlyList<Variant> Variants, IReadOnlyDictionary<string, double> ByAction);
