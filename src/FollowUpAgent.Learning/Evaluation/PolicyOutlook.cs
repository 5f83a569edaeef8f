using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>
/// What models expect of a policy, outcome by outcome: over situations, the probabilities of slots and variants times the draws of the
/// posterior. The draws are joint, so that the spread of their means is the uncertainty of the whole; whether the models are of the right
/// kind, it does not know. Not thread-safe.
/// </summary>
/// <param name="recipe">What was learned.</param>
/// <param name="outcomes">Which outcomes; after them a result has their worth, and then the worth of the wanted ones alone.</param>
/// <param name="draws">How many draws.</param>
public sealed class PolicyOutlook(FittedRecipe recipe, IReadOnlyList<WeightedOutcome> outcomes, int draws)
{
    private const double Tail = (1 - ScenarioEstimate.Level) / 2;
    private readonly double[][] sums = [.. Enumerable.Range(0, outcomes.Count + 2).Select(_ => new double[draws])];
    private double situations;

    /// <summary>Adds a situation.</summary>
    /// <param name="situation">Where and about whom.</param>
    /// <param name="variants">What may be sent; none where nothing may.</param>
    /// <param name="shares">The probability of each of them, if it is sent.</param>
    /// <param name="slots">By slot its probability; what is missing to 1 is skipped.</param>
    /// <param name="worths">What each outcome is worth of such a contact.</param>
    /// <param name="fatigue">How tired the contact is of each variant, or null.</param>
    /// <param name="carried">The share of the mails that go out: caps and pauses hold back the others.</param>
    /// <param name="times">How often it occurs.</param>
    public void Add(
        Situation situation,
        IReadOnlyList<Variant> variants,
        IReadOnlyList<double> shares,
        IReadOnlyList<KeyValuePair<string, double>> slots,
        IReadOnlyList<double> worths,
        IReadOnlyList<double>? fatigue,
        double carried,
        double times)
    {
        ArgumentNullException.ThrowIfNull(variants);
        ArgumentNullException.ThrowIfNull(shares);
        ArgumentNullException.ThrowIfNull(slots);
        ArgumentNullException.ThrowIfNull(worths);
        situations += times;
        using var rows = new DeedRows(recipe.Schema, situation, variants);
        var weights = new List<double>();
        foreach (var (slot, probability) in slots.Where(s => variants.Count > 0 && s.Value > 0))
        {
            rows.Add(slot);
            weights.AddRange(shares.Select(share => share * probability * carried * times));
        }

        rows.AddSkip();
        weights.Add(times * carried * Math.Max(0, 1 - (variants.Count > 0 ? slots.Sum(s => s.Value) : 0)));
        for (var o = 0; o < outcomes.Count; o++)
        {
            var tired = worths[o] > 0 && fatigue is not null && weights.Count > 1
                ? Enumerable.Repeat(fatigue, (weights.Count - 1) / variants.Count).SelectMany(f => f).Append(0).ToList() : null;
            using var value = new UtilityDraws(recipe, rows.Matrix, [outcomes[o] with { Weight = 1 }], 1, draws, tired);
            for (var row = 0; row < weights.Count; row++)
            {
                AddShare(value.Honest(row, 1), weights[row], worths[o], sums[o]);
            }
        }
    }

    /// <summary>What is to be expected of an outcome after a decision; after the last, what it is all worth, and then what is wanted of it.</summary>
    public ForecastFigure Of(int place) => Read(draw => sums[place][draw] / situations);

    /// <summary>By how much this policy has more of it than another with the same models and situations.</summary>
    public ForecastFigure LeadOver(PolicyOutlook other, int place)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Read(draw => (sums[place][draw] / situations) - (other.sums[place][draw] / other.situations));
    }

    private ForecastFigure Read(Func<int, double> valueOf)
    {
        double[] sorted = [.. Enumerable.Range(0, draws).Select(valueOf)];
        Array.Sort(sorted);
        return new ForecastFigure(sorted.Average(), sorted[(int)(Tail * draws)], sorted[draws - 1 - (int)(Tail * draws)]);
    }

    private void AddShare(ReadOnlySpan<double> values, double weight, double worth, double[] sum)
    {
        for (var draw = 0; draw < draws; draw++)
        {
            sum[draw] += weight * values[draw];
            sums[^2][draw] += weight * worth * values[draw];
            sums[^1][draw] += weight * Math.Max(0, worth) * values[draw];
        }
    }
}
