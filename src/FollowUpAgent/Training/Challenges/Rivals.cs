using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Features;

namespace FollowUpAgent.Training.Challenges;

/// <summary>A way to choose that the gate compares.</summary>
internal interface IRival
{
    /// <summary>Its name, for the record.</summary>
    string Name { get; }

    /// <summary>The probability that it gives what was done in a round.</summary>
    double ProbabilityOf(LoggedRound round);
}

/// <summary>A fitted recipe with today's goal and floors.</summary>
/// <param name="name">Its name.</param>
/// <param name="served">What it learned.</param>
/// <param name="decider">Weighs.</param>
/// <param name="eligible">What could be sent.</param>
internal sealed class LearnedRival(string name, Served served, Decider decider, EligibleVersions eligible) : IRival
{
    private readonly ForecastCache known = new();

    /// <inheritdoc />
    public string Name => name;

    /// <inheritdoc />
    public double ProbabilityOf(LoggedRound round)
    {
        var versions = eligible.Of(round);
        // A chance skip before anything was ever sent: nobody knows what else could have been.
        var slot = versions.Count == 0 ? round.WhenPropensity : Weigh(QuestionOf(round, Decision.When, round.Slots, versions), round.Slot);
        return round.Version is { } version ? slot * Weigh(QuestionOf(round, Decision.Which, round.Versions, versions), version) : slot;
    }

    /// <summary>The version that it finds best of those a round could send, whoever the contact is.</summary>
    public string BestOf(LoggedRound round)
    {
        var weights = decider.Weigh(QuestionOf(round, Decision.Which, round.Versions, eligible.Of(round)), known);
        return round.Versions[weights.ToList().IndexOf(weights.Max())];
    }

    private double Weigh(Question question, string taken) => decider.Weigh(question, known)[question.Actions.ToList().IndexOf(taken)];

    private Question QuestionOf(LoggedRound round, string stage, IReadOnlyList<string> actions, IReadOnlyList<Variant> versions) => new(
        round.Id,
        stage,
        round.Sequence,
        round.Step,
        Group.Treatment,
        actions,
        round.RulesOf(stage),
        stage == Decision.When ? round.WhenContext : round.WhichContext!,
        served,
        versions,
        stage == Decision.When ? null : round.Slot,
        round.WhenSettings is { } settings ? ModelSettings.Parse(settings).Fatigue : null);
}

/// <summary>Chance within the rules, as in the control group.</summary>
internal sealed class UniformRival(Decider decider) : IRival
{
    /// <inheritdoc />
    public string Name => "uniform";

    /// <inheritdoc />
    public double ProbabilityOf(LoggedRound round)
    {
        var slot = Of(round, Decision.When, round.Slots, round.Slot);
        return round.Version is { } version ? slot * Of(round, Decision.Which, round.Versions, version) : slot;
    }

    private double Of(LoggedRound round, string stage, IReadOnlyList<string> actions, string taken) =>
        decider.ByChance(stage, actions, round.RulesOf(stage))[actions.ToList().IndexOf(taken)];
}

/// <summary>Always the text that was best by then, as far as the rules let it be, in the slots that were drawn.</summary>
/// <param name="contextFree">Knows which it is.</param>
internal sealed class BestTextRival(LearnedRival contextFree) : IRival
{
    private readonly Dictionary<(string, string, string), string> best = [];

    /// <inheritdoc />
    public string Name => "best fixed text";

    /// <inheritdoc />
    public double ProbabilityOf(LoggedRound round)
    {
        if (round.Version is null)
        {
            return round.WhenPropensity;
        }

        var key = (round.Sequence, round.Step, round.WhichActions!);
        var text = best.TryGetValue(key, out var known) ? known : best[key] = contextFree.BestOf(round);
        var versions = round.Versions.ToList();
        return round.WhenPropensity
            * Decider.ByHabit(Decision.Which, versions, round.RulesOf(Decision.Which), versions.IndexOf(text))[versions.IndexOf(round.Version)];
    }
}

/// <summary>
/// What could be sent in a round. A model was told; chance was not, and then it is what could be sent at that step when it last was told.
/// </summary>
/// <param name="variants">Every version there ever was.</param>
internal sealed class EligibleVersions(IEnumerable<EligibleVariant> variants)
{
    private readonly Dictionary<(string, string, string), Variant> known = variants.ToDictionary(v => (v.Sequence, v.Step, v.Variant.Version), v => v.Variant);
    private readonly Dictionary<(string, string), IReadOnlyList<Variant>> latest = [];

    /// <summary>The versions; empty where nobody was ever told.</summary>
    public IReadOnlyList<Variant> Of(LoggedRound round)
    {
        var told = round.WhichActions is not null ? round.Versions
            : round.WhenSettings is { } settings ? ModelSettings.Parse(settings).Variants : null;
        // What rules took from this contact, another may have been sent.
        var removed = round.RulesOf(Decision.When).Where(r => !r.IsBound && known.ContainsKey((round.Sequence, round.Step, r.Action))).Select(r => r.Action).ToList();
        if (told is null)
        {
            return [.. (latest.GetValueOrDefault((round.Sequence, round.Step)) ?? []).Where(v => !removed.Contains(v.Version))];
        }

        List<Variant> eligible = [.. told.Select(v => Find(round, v))];
        latest[(round.Sequence, round.Step)] = [.. eligible, .. removed.Except(told).Select(v => Find(round, v))];
        return eligible;
    }

    /// <summary>A version that a round could or could not send.</summary>
    public Variant Find(LoggedRound round, string version) =>
        known.GetValueOrDefault((round.Sequence, round.Step, version)) ?? new Variant(version, new Dictionary<string, string>());
}
