namespace FollowUpAgent.Learning.Explanation;

/// <summary>
/// What a log says of one property of mails: a trait or a time, among all contacts or those of a segment. Which mail a contact gets was
/// drawn, so that without an effect a success has the property with the probability with which the draw gave it, whatever the rate and
/// however the agent learned meanwhile. Tilted by a ratio ψ of the rates, that probability p is pψ / (1 − p + pψ): a likelihood of ψ from
/// successes alone, over a grid. Not thread-safe while it is filled.
/// </summary>
/// <param name="name">What it is about, as in length=short.</param>
public sealed class EffectEvidence(string name)
{
    private const int Points = 81;
    private const double Farthest = 2.4;

    // Effects of copy are measured to be of this size in log-odds.
    private const double PriorDeviation = 0.3;

    private static readonly double[] Steps = [.. Enumerable.Range(0, Points).Select(i => ((2.0 * i / (Points - 1)) - 1) * Farthest)];
    private static readonly double[] Ratios = [.. Steps.Select(Math.Exp)];
    private static readonly double[] LogPrior = [.. Steps.Select(s => (-s * s / (2 * PriorDeviation * PriorDeviation)) - LogSum)];
    private readonly double[] logLikelihood = new double[Points];

    /// <summary>What it is about.</summary>
    public string Name => name;

    /// <summary>How many decisions could have had it and could have gone without.</summary>
    public long Decisions { get; private set; }

    /// <summary>How many successes they had.</summary>
    public long Successes { get; private set; }

    /// <summary>The sum of the probabilities of having it.</summary>
    public double Expected { get; private set; }

    /// <summary>How many successes had it.</summary>
    public long SuccessesWith { get; private set; }

    /// <summary>How much the successes say of the log of the ratio, where it is near 0: the inverse of its variance.</summary>
    public double Information { get; private set; }

    private static double LogSum => Math.Log(Steps.Sum(s => Math.Exp(-s * s / (2 * PriorDeviation * PriorDeviation))));

    /// <summary>Adds a decision whose rewards are complete.</summary>
    /// <param name="probability">With which the mail had the property: the sum of the propensities of all actions that have it.</param>
    /// <param name="hasIt">Whether it has it.</param>
    /// <param name="happened">Whether it was a success.</param>
    public void Add(double probability, bool hasIt, bool happened)
    {
        if (probability is not (> 0 and < 1))
        {
            return;
        }

        Decisions++;
        Expected += probability;
        if (!happened)
        {
            return;
        }

        Successes++;
        SuccessesWith += hasIt ? 1 : 0;
        Information += probability * (1 - probability);
        for (var i = 0; i < Points; i++)
        {
            logLikelihood[i] += (hasIt ? Steps[i] : 0) - Math.Log(1 - probability + (probability * Ratios[i]));
        }
    }

    /// <summary>About how many more decisions would tell an effect of this size; null where they should have by now, or never will.</summary>
    internal long? MoreFor(double logRatio, double alpha) => new NeededEvidence(PriorDeviation, alpha, logRatio).More(Information, Decisions);

    /// <summary>The effect, with an interval that is valid at any number of looks with this chance to miss the truth ever.</summary>
    internal (double Ratio, double Low, double High, double ChanceAboveOne) Weigh(double alpha)
    {
        var posterior = Enumerable.Range(0, Points).Select(i => logLikelihood[i] + LogPrior[i]).ToArray();
        var most = posterior.Max();
        var mass = posterior.Select(p => Math.Exp(p - most)).ToArray();
        var sum = mass.Sum();
        // The mixture over the prior against a ratio is a bet that is worth 1 on average where that ratio is the truth (Ville).
        var least = most + Math.Log(sum) + Math.Log(alpha);
        var inside = Enumerable.Range(0, Points).Where(i => logLikelihood[i] > least).ToArray();
        var middle = Points / 2;
        return (
            Math.Exp(mass.Select((m, i) => m * Steps[i]).Sum() / sum),
            EdgeAt(inside[0], -1, least),
            EdgeAt(inside[^1], 1, least),
            (mass[(middle + 1)..].Sum() + (mass[middle] / 2)) / sum);
    }

    // Between the last point inside and the first outside, by a straight line; at the end of the grid nothing is known beyond.
    private double EdgeAt(int last, int direction, double least)
    {
        var next = last + direction;
        if (next is < 0 or >= Points)
        {
            return direction < 0 ? 0 : double.PositiveInfinity;
        }

        var part = (logLikelihood[last] - least) / (logLikelihood[last] - logLikelihood[next]);
        return Math.Exp(Steps[last] + (part * (Steps[next] - Steps[last])));
    }
}
