using System.Globalization;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Learning.Dormancy;

/// <summary>
/// What writing adds to the chance of one outcome, by contact: logistic regression on features, on having written, and on their products,
/// the posterior after Laplace. Four models are weighed by their evidence: writing changes nothing, it changes all alike, and it changes
/// some more than others, a little or a lot. That nothing changes is a model of its own, so that a gain of zero can be found.
/// </summary>
internal static class EffectFit
{
    private const double InterceptDeviation = 1;

    // How far a slope lies from its prior mean; which of them, the log says.
    private static readonly double[] SlopeDeviations = [0.1, 0.3, 1];

    // Beside each its prior probability: a third each for nothing, for all alike, and for some more than others.
    private static readonly (EffectShape Shape, double Deviation, double Prior)[] Shapes =
    [
        (EffectShape.None, 0, 1.0 / 3), (EffectShape.Common, 0, 1.0 / 3), (EffectShape.Varied, 0.1, 1.0 / 6), (EffectShape.Varied, 0.4, 1.0 / 6),
    ];

    private enum EffectShape
    {
        None,
        Common,
        Varied,
    }

    /// <summary>Fits one outcome and draws from what is known of it then.</summary>
    /// <param name="rows">What was tried.</param>
    /// <param name="place">The outcome's place in them.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="prior">What is believed before.</param>
    /// <param name="draws">How many draws.</param>
    public static EffectDraws Of(IReadOnlyList<RevivalRow> rows, int place, RevivalOutcome outcome, RevivalPrior prior, int draws)
    {
        var features = prior.Slopes.Count;
        var deviation = SlopeDeviations.MaxBy(d => Fit(rows, place, outcome, prior, EffectShape.Common, 0, d)?.LogEvidence ?? double.NegativeInfinity);
        var fits = Shapes
            .Select(s => (s.Shape, Fit: Fit(rows, place, outcome, prior, s.Shape, s.Deviation, deviation), s.Prior))
            .Where(f => f.Fit is not null && double.IsFinite(f.Fit.LogEvidence))
            .ToList();
        if (fits.Count == 0)
        {
            throw new ArithmeticException($"The effect of writing on {outcome.Key} cannot be fitted: no fit converges.");
        }

        var most = fits.Max(f => f.Fit!.LogEvidence);
        var weights = fits.ConvertAll(f => f.Prior * Math.Exp(f.Fit!.LogEvidence - most));
        var result = new EffectDraws(features, draws);
        var (from, sum, total) = (0, 0.0, weights.Sum());
        for (var i = 0; i < fits.Count; i++)
        {
            sum += weights[i];
            var until = i == fits.Count - 1 ? draws : (int)Math.Round(draws * sum / total);
            Draw(fits[i].Fit!, $"{outcome.Key} {fits[i].Shape} {i.ToString(CultureInfo.InvariantCulture)}", features, result, from, until);
            from = until;
        }

        return result;
    }

    private static Laplace? Fit(
        IReadOnlyList<RevivalRow> rows, int place, RevivalOutcome outcome, RevivalPrior prior, EffectShape shape, double products, double slopes)
    {
        var features = prior.Slopes.Count;
        var set = SetOf(rows, place, outcome, features, shape);
        var (means, deviations) = (new double[set.Schema.Count], new double[set.Schema.Count]);
        (means[0], deviations[0]) = (Logit.Of(outcome.RateAlone), InterceptDeviation);
        for (var i = 0; i < features; i++)
        {
            (means[1 + i], deviations[1 + i]) = (prior.Slopes[i], slopes);
        }

        if (shape is not EffectShape.None)
        {
            (means[1 + features], deviations[1 + features]) = (Logit.Of(outcome.RateWritten) - Logit.Of(outcome.RateAlone), prior.EffectDeviation);
            deviations.AsSpan(2 + features).Fill(products);
        }

        return Laplace.Fit(set, new Prior(means, deviations));
    }

    private static TrainingSet SetOf(IReadOnlyList<RevivalRow> rows, int place, RevivalOutcome outcome, int features, EffectShape shape)
    {
        var read = new SparseRows.Builder();
        foreach (var row in rows)
        {
            read.Add(0, 1);
            AddAll(read, 1, row.Features);
            if (row.IsWritten && shape is not EffectShape.None)
            {
                read.Add(1 + features, 1);
                AddAll(read, 2 + features, shape is EffectShape.Varied ? row.Features : []);
            }

            read.EndRow();
        }

        double[] positives = [.. rows.Select(r => r.Happened[place] ? 1.0 : 0)];
        return new TrainingSet(
            outcome.Key, outcome.RateAlone, SchemaOf(features, shape), read.Build(), positives, Array.ConvertAll(positives, p => 1 - p), rows.Count);
    }

    private static void AddAll(SparseRows.Builder read, int from, IReadOnlyList<double> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] != 0)
            {
                read.Add(from + i, values[i]);
            }
        }
    }

    private static FeatureSchema SchemaOf(int features, EffectShape shape)
    {
        var names = Enumerable.Range(0, features).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToList();
        List<Level> levels = [new(FeatureBlock.Intercept, ""), .. names.Select(n => new Level(FeatureBlock.Context, n))];
        if (shape is not EffectShape.None)
        {
            levels.Add(new Level(FeatureBlock.Variant, "written"));
        }

        var pairs = shape is EffectShape.Varied ? Enumerable.Range(0, features).Select(i => new Pair(FeatureBlock.VariantContext, 1 + features, 1 + i)) : [];
        return new FeatureSchema([], levels, [.. pairs]);
    }

    // A coefficient is its mean plus (L')^-1 z, where L L' is the precision.
    private static void Draw(Laplace fit, string name, int features, EffectDraws into, int from, int until)
    {
        var size = fit.Mean.Length;
        var normals = new double[size * (until - from)];
        SeededNormals.Fill(name, normals);
        var own = new double[size];
        for (var draw = from; draw < until; draw++)
        {
            normals.AsSpan((draw - from) * size, size).CopyTo(own);
            fit.Factor.SolveUpper(own);
            for (var i = 0; i < size; i++)
            {
                into.Set(i <= features ? EffectArm.Alone : EffectArm.Added, i <= features ? i : i - features - 1, draw, own[i] + fit.Mean[i]);
            }
        }
    }
}
