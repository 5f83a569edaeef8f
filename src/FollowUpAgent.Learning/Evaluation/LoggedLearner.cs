using FollowUpAgent.Learning.Outcomes;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>Learns from rows of a log as they come, with the agent's model and priors. Not thread-safe.</summary>
internal sealed class LoggedLearner
{
    /// <summary>How many joint draws of the coefficients are made of a fit.</summary>
    public const int Draws = 512;

    // Scales move slowly: they are looked for again when the log has grown by this.
    private const double SearchAgain = 1.6;

    // Up to here every batch is fitted; beyond it a fiftieth more rows changes nothing that can be seen.
    private const double FitAgain = 0.02;

    private readonly LoggedDesign design;
    private readonly string name;
    private readonly double[] positives;
    private readonly double[] negatives;
    private readonly double[][] coefficients = new double[Draws][];
    private TrainingSet? set;
    private Laplace? fit;
    private PriorScales scales = PriorScales.Default;
    private double searchAt = HierarchicalLogistic.EnoughMature;
    private double fitAt;
    private long seen;
    private double happened;

    public LoggedLearner(LoggedDesign design, string name)
    {
        (this.design, this.name) = (design, name);
        (positives, negatives) = (new double[design.Rows.Count], new double[design.Rows.Count]);
    }

    /// <summary>Whether nothing was learned yet.</summary>
    public bool IsNew => fit is null;

    /// <summary>How likely the model makes what it has seen.</summary>
    public double LogEvidence => fit?.LogEvidence ?? 0;

    /// <summary>Takes in rows and fits anew on all that was taken in. What cannot be fitted leaves the fit before it.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="log">Their log.</param>
    /// <param name="spread">Scales the distance of draws from the mean.</param>
    public void Learn(ReadOnlySpan<int> rows, LoggedDecisions log, double spread)
    {
        foreach (var row in rows)
        {
            var share = log.ShareOf(row);
            positives[design.Lines[row]] += share;
            negatives[design.Lines[row]] += 1 - share;
            happened += share;
        }

        seen += rows.Length;
        if (seen < fitAt || Fit() is not { } better)
        {
            return;
        }

        (fit, fitAt) = (better, seen * (1 + FitAgain));
        Draw(spread);
    }

    /// <summary>The action that a joint draw finds best for a row.</summary>
    public int Best(int row, int draw)
    {
        var (best, highest) = (0, double.NegativeInfinity);
        for (var action = 0; action < design.Actions; action++)
        {
            var score = design.ScoreOf(row, action, coefficients[draw]);
            (best, highest) = score > highest ? (action, score) : (best, highest);
        }

        return best;
    }

    /// <summary>The expected share of the reward's range.</summary>
    public double Expect(int row, int action) => Logit.Probability(design.CommonOf(row, fit!.Mean) + design.ScoreOf(row, action, fit.Mean));

    private Laplace? Fit()
    {
        set ??= new TrainingSet(name, Math.Clamp((happened + 0.5) / (seen + 1), 0.001, 0.999), design.Schema, design.Rows, positives, negatives, seen);
        if (seen < searchAt || happened < HierarchicalLogistic.EnoughPositives)
        {
            return FitUnder(scales);
        }

        // From the defaults each time: from where the last search ended one can be caught on a slope.
        if (FitUnder(PriorScales.Default) is not { } first)
        {
            return null;
        }

        (var found, scales, _) = EvidenceSearch.From(set, first, PriorScales.Default, EvidenceSearch.OfContext);
        searchAt = seen * SearchAgain;
        return found;
    }

    private Laplace? FitUnder(PriorScales under)
    {
        var prior = HierarchicalLogistic.PriorOf(set!, under);
        return fit is null ? Laplace.Fit(set!, prior) : Laplace.Fit(fit.Data, fit.Factor, prior, fit.Mean);
    }

    private void Draw(double spread)
    {
        var table = new HierarchicalModel(design.Schema, name, set!.PriorRate, scales, fit!.Mean, fit.Factor).TableOf(Draws);
        for (var j = 0; j < Draws; j++)
        {
            var line = coefficients[j] ??= new double[design.Schema.Count];
            for (var f = 0; f < line.Length; f++)
            {
                line[f] = fit.Mean[f] + (spread * table[f][j]);
            }
        }
    }
}
