using System.Numerics.Tensors;
using MathNet.Numerics.Distributions;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>
/// Judges a change of recipe by the log. "Better" and "worse" are said by intervals that stay valid however often the gate is asked while
/// the log grows; "not worse" by a margin. Only the design of the log decides whether it is asked at all. Pure.
/// </summary>
public static class Gate
{
    /// <summary>How much worse than the champion, as a share of its value, still passes for not worse.</summary>
    public const double Margin = 0.05;

    // Each side of the always-valid interval, and the one of the margin.
    private const double SideAlpha = 0.05;
    private const double MarginLevel = 0.8;
    private const double TunedTo = 300;

    /// <summary>Judges a candidate.</summary>
    /// <param name="log">The evidence.</param>
    /// <param name="candidate">The new recipe.</param>
    /// <param name="champion">The recipe that serves.</param>
    /// <param name="others">What else is to be had: the best fixed action, the context-free recipe, uniform.</param>
    public static GateResult Judge(GateLog log, GatePolicy candidate, GatePolicy champion, params IReadOnlyList<GatePolicy> others)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(champion);
        var ratio = SampleRatio.ChiSquare([.. log.Taken], [.. log.Expected]);
        var bench = new Bench([.. log.Propensities], [.. log.Rewards], [.. log.Clusters], ratio);
        var weights = bench.WeightsOf(candidate);
        var own = bench.FiguresOf(candidate, weights, null);
        var rivals = others.Prepend(champion).Select(p => bench.FiguresOf(p, bench.WeightsOf(p), weights)).ToList();
        var (verdict, reason) = Weigh(own, rivals);
        var more = verdict is Verdict.NotEnoughEvidence ? MoreSends(reason, own, rivals[0], log.Rewards.Count) : null;
        return new GateResult(verdict, reason, more, log.Rewards.Count, bench.Rate, ratio, own, rivals);
    }

    private static (Verdict, GateReason) Weigh(GateFigures candidate, IReadOnlyList<GateFigures> rivals)
    {
        var champion = rivals[0];
        if (!candidate.Preconditions.IsSound || !champion.Preconditions.IsSound)
        {
            return (Verdict.NotEnoughEvidence, GateReason.PropensitiesAreWrong);
        }

        if (!candidate.Preconditions.IsEnough || !champion.IsSupported)
        {
            return (Verdict.NotEnoughEvidence, GateReason.TooFewRewards);
        }

        if (rivals.Any(r => r.IsSupported && r.AlwaysValidLead!.High < 0))
        {
            return (Verdict.Worse, GateReason.None);
        }

        if (champion.AlwaysValidLead!.Low > 0)
        {
            return (Verdict.Better, GateReason.None);
        }

        return champion.Lead!.Value >= 0 && champion.Lead.Low > -Margin * Math.Abs(champion.Value!.Value)
            ? (Verdict.NotWorse, GateReason.None)
            : (Verdict.NotEnoughEvidence, GateReason.Undecided);
    }

    // Errors shrink with the root of the sends; what is expected of more of them is what was seen.
    private static long? MoreSends(GateReason reason, GateFigures candidate, GateFigures champion, int rows)
    {
        if (reason is GateReason.PropensitiesAreWrong)
        {
            return null;
        }

        var evidence = Math.Min(candidate.Preconditions.Evidence, champion.Preconditions.Evidence);
        var factor = Preconditions.LeastEvidence / evidence;
        if (champion is { Lead: { } lead, Value: { } value })
        {
            var room = Math.Max(lead.Value, 0) + (Margin * Math.Abs(value.Value));
            factor = Math.Max(factor, Math.Pow((lead.Value - lead.Low) / room, 2));
        }

        return factor * rows < 1e12 ? (long)Math.Ceiling(Math.Max(0, factor - 1) * rows) : null;
    }

    private sealed record Bench(double[] Propensities, double[] Rewards, int[] Clusters, double SampleRatioP)
    {
        public double Rate => TensorPrimitives.Average<double>(Rewards);

        public double[] WeightsOf(GatePolicy policy)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(policy.Probabilities.Count, Propensities.Length);
            var weights = policy.Probabilities.ToArray();
            TensorPrimitives.Divide<double>(weights, Propensities, weights);
            return weights;
        }

        public GateFigures FiguresOf(GatePolicy policy, double[] weights, double[]? candidate)
        {
            var conditions = Preconditions.Of(weights, Rewards, SampleRatioP);
            if (TensorPrimitives.Max<double>(weights) <= 0)
            {
                return new GateFigures(policy.Name, conditions, null, null, null);
            }

            var value = OffPolicy.Snips(weights, Rewards, Clusters);
            var evidence = candidate is null ? 0 : Math.Min(conditions.Evidence, Preconditions.Of(candidate, Rewards, SampleRatioP).Evidence);
            if (evidence < Preconditions.LeastEvidence)
            {
                return new GateFigures(policy.Name, conditions, value, null, null);
            }

            var lead = OffPolicy.Difference(candidate, weights, Rewards, Clusters, MarginLevel);
            return new GateFigures(policy.Name, conditions, value, lead, OffPolicy.Difference(candidate, weights, Rewards, Clusters, AlwaysValidLevel(evidence)));
        }

        // The empirical likelihood at the level of the sequence's bound: a normal interval that far out would miss the skew.
        private static double AlwaysValidLevel(double evidence)
        {
            var z = ConfidenceSequence.HalfWidth(1, evidence, TunedTo, 2 * SideAlpha);
            return Math.Min(1 - (2 * Normal.CDF(0, 1, -z)), 1 - 1e-12);
        }
    }
}
