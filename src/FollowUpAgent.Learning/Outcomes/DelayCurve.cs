namespace FollowUpAgent.Learning.Outcomes;

/// <summary>
/// How much of an outcome is to be seen by a certain age, as a share of what its window will bring. A decision of that age that earned
/// nothing yet is a negative with this weight: taken for a full one, it would starve whatever is new. Immutable.
/// </summary>
public sealed class DelayCurve
{
    /// <summary>How many events an estimate needs.</summary>
    public const int EnoughEvents = 30;

    private const int Cells = 28;

    // The cold start weighs as many events as a third of the least that replaces it.
    private const double PriorEvents = 10;

    // Replies to mail with a window of 14 days: half within a day, all but a twelfth within a week.
    private static readonly (double Age, double Share)[] Cold = [(0, 0), (1 / 14.0, 0.50), (3 / 14.0, 0.75), (7 / 14.0, 0.92), (1, 1)];

    private readonly double[] shares;

    private DelayCurve(double[] shares) => this.shares = shares;

    /// <summary>What is assumed before enough events are known.</summary>
    public static DelayCurve ColdStart { get; } = new([.. Enumerable.Range(0, Cells + 1).Select(i => ColdAt((double)i / Cells))]);

    /// <summary>The curve of these events, smoothed towards <see cref="ColdStart"/>; that itself where they are too few.</summary>
    /// <param name="delays">The delay of each event of decisions that are past the window, as a share of the window.</param>
    public static DelayCurve Of(IReadOnlyCollection<double> delays)
    {
        ArgumentNullException.ThrowIfNull(delays);
        if (delays.Count < EnoughEvents)
        {
            return ColdStart;
        }

        var counts = new double[Cells + 1];
        foreach (var delay in delays)
        {
            counts[(int)Math.Ceiling(Math.Clamp(delay, 0, 1) * Cells)]++;
        }

        var shares = new double[Cells + 1];
        var sum = 0.0;
        for (var i = 0; i <= Cells; i++)
        {
            sum += counts[i];
            shares[i] = (sum + (PriorEvents * ColdStart.shares[i])) / (delays.Count + PriorEvents);
        }

        return new DelayCurve(shares);
    }

    /// <summary>The weight of a negative of this age, as a share of the window: 0 at once, 1 past the window, between them rising.</summary>
    public double WeightAt(double age)
    {
        if (age >= 1)
        {
            return 1;
        }

        if (!(age > 0))
        {
            return 0;
        }

        var cell = (int)(age * Cells);
        var part = (age * Cells) - cell;
        return shares[cell] + (part * (shares[cell + 1] - shares[cell]));
    }

    private static double ColdAt(double age)
    {
        var i = 1;
        while (Cold[i].Age < age)
        {
            i++;
        }

        var part = (age - Cold[i - 1].Age) / (Cold[i].Age - Cold[i - 1].Age);
        return Cold[i - 1].Share + (part * (Cold[i].Share - Cold[i - 1].Share));
    }
}
