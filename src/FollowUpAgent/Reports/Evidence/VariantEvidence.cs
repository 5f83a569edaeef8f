using MathNet.Numerics.Distributions;

namespace FollowUpAgent.Reports.Evidence;

/// <summary>What is known of one variant of one step.</summary>
/// <param name="Sequence">The sequence's key.</param>
/// <param name="Step">The step's key.</param>
/// <param name="Variant">The variant's key and version.</param>
/// <param name="Sends">Sends that count.</param>
/// <param name="Rates">By outcome: the share of sends with it, plainly counted.</param>
/// <param name="Mean">Reward per send.</param>
/// <param name="Interval">95 %; null where it cannot be said.</param>
/// <param name="ChanceBetter">The probability that it earns more than the step's other variants; null where there is nothing to compare.</param>
/// <param name="Label">In a word.</param>
/// <param name="MoreSends">About how many more sends of the step it would take; null where it is known, or out of reach.</param>
internal sealed record VariantEvidence(
    string Sequence,
    string Step,
    string Variant,
    long Sends,
    IReadOnlyDictionary<string, double> Rates,
    double Mean,
    Interval? Interval,
    double? ChanceBetter,
    EvidenceLabel Label,
    long? MoreSends)
{
    private const double Sure = 0.95;
    private const double Likely = 0.8;
    private const int LeastPositives = 30;
    private const long MostSends = 1_000_000;

    /// <summary>Judges every variant of one step against the step's others.</summary>
    public static IEnumerable<VariantEvidence> Of(IReadOnlyList<VariantSums> step) => step.Select(v => Of(v, step));

    private static VariantEvidence Of(VariantSums variant, IReadOnlyList<VariantSums> step)
    {
        var rest = step.Where(s => s != variant).ToList();
        var (gain, gainError) = Combine([Gain(variant, rest, s => s.Drawn), Gain(variant, rest, s => s.Chance)]);
        var (mean, error) = Combine([MeanOf(variant, step, s => s.Drawn), MeanOf(variant, step, s => s.Chance)]);
        double? z = gainError is > 0 ? gain / Math.Sqrt(gainError.Value) : null;
        double? better = z is { } found ? Normal.CDF(0, 1, found) : null;
        var sends = variant.Drawn + variant.Chance;
        var label = LabelOf(better, step.Sum(s => (s.Drawn + s.Chance).Positives), rest.Count);
        return new VariantEvidence(
            variant.Sequence,
            variant.Step,
            variant.Variant,
            sends.Sends,
            variant.Happened.ToDictionary(h => h.Key, h => sends.Sends == 0 ? 0 : (double)h.Value / sends.Sends),
            error is null && sends.Weight > 0 ? sends.Mean : mean,
            error is > 0 ? Evidence.Interval.Around(mean, Math.Sqrt(error.Value) * Moments.Quantile(Math.Max(1, sends.EffectiveSends - 1))) : null,
            better,
            label,
            label is EvidenceLabel.Hint or EvidenceLabel.Unknown && z is { } now ? More(now, step.Sum(s => s.Drawn.Sends + s.Chance.Sends)) : null);
    }

    private static EvidenceLabel LabelOf(double? better, long positives, int others) => better switch
    {
        _ when others == 0 => EvidenceLabel.Alone,
        >= Sure when positives >= LeastPositives => EvidenceLabel.Works,
        <= 1 - Sure when positives >= LeastPositives => EvidenceLabel.Weaker,
        >= Likely => EvidenceLabel.Hint,
        _ => EvidenceLabel.Unknown,
    };

    private static (double Value, double? Error) Gain(VariantSums variant, List<VariantSums> rest, Func<VariantSums, WeightedMoments> part)
    {
        var (mine, others) = (part(variant), rest.Select(part).Aggregate(WeightedMoments.None, (a, b) => a + b));
        return mine.SquaredErrorWithin(mine + others) is { } first && others.SquaredErrorWithin(mine + others) is { } second
            ? (mine.Mean - others.Mean, first + second)
            : (0, null);
    }

    private static (double Value, double? Error) MeanOf(VariantSums variant, IReadOnlyList<VariantSums> step, Func<VariantSums, WeightedMoments> part) =>
        (part(variant).Mean, part(variant).SquaredErrorWithin(step.Select(part).Aggregate((a, b) => a + b)));

    // By inverse variance: what was drawn by the agent and what chance drew are two answers to one question.
    private static (double Value, double? Error) Combine((double Value, double? Error)[] parts)
    {
        var known = parts.Where(p => p.Error is > 0).ToList();
        return known.Count == 0 ? (0, null) : (known.Sum(p => p.Value / p.Error!.Value) / known.Sum(p => 1 / p.Error!.Value), 1 / known.Sum(p => 1 / p.Error!.Value));
    }

    private static long? More(double z, long sends)
    {
        var needed = Math.Pow((1.644854 + 0.841621) / Math.Abs(z), 2) * sends;
        return needed < MostSends && needed > sends ? (long)Math.Ceiling(needed - sends) : null;
    }
}

/// <summary>What was counted of one variant of one step.</summary>
/// <param name="Sequence">The sequence's key.</param>
/// <param name="Step">The step's key.</param>
/// <param name="Variant">The variant's key and version.</param>
/// <param name="Drawn">In treatment, weighted by the logged probability.</param>
/// <param name="Chance">In control, unweighted.</param>
/// <param name="Happened">Sends with an outcome, by its key.</param>
internal sealed record VariantSums(
    string Sequence, string Step, string Variant, WeightedMoments Drawn, WeightedMoments Chance, IReadOnlyDictionary<string, long> Happened);

/// <summary>How far a variant is known.</summary>
internal enum EvidenceLabel
{
    /// <summary>Better than the others, by at least 95 % and 30 rewards of the step.</summary>
    Works,

    /// <summary>Worse than the others, by as much.</summary>
    Weaker,

    /// <summary>Probably better, by at least 80 %.</summary>
    Hint,

    /// <summary>Not yet knowable.</summary>
    Unknown,

    /// <summary>The only variant: there is nothing to compare.</summary>
    Alone,
}
