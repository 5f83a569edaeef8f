using MathNet.Numerics.Distributions;

namespace FollowUpAgent.Reports.Evidence;

/// <summary>
/// Sums from which a mean reward per contact and its standard error follow. Contacts that were allotted together (a company) count as one
/// cluster; where each is allotted alone, a cluster is a contact and the formulas are the usual ones.
/// </summary>
/// <param name="Clusters">How many were allotted.</param>
/// <param name="Contacts">Contacts in them.</param>
/// <param name="Sum">Of the rewards.</param>
/// <param name="SumOfSquares">Of the clusters' rewards.</param>
/// <param name="SumOfProducts">Of each cluster's reward and size.</param>
/// <param name="SumOfSizesSquared">Of the clusters' sizes.</param>
/// <param name="Rewarded">Contacts with any reward.</param>
internal sealed record Moments(
    long Clusters, long Contacts, double Sum, double SumOfSquares, double SumOfProducts, double SumOfSizesSquared, long Rewarded)
{
    /// <summary>The reward per contact; 0 of nobody.</summary>
    public double Mean => Contacts == 0 ? 0 : Sum / Contacts;

    /// <summary>The squared standard error of the mean, or null below two clusters.</summary>
    public double? SquaredError => Clusters < 2
        ? null
        : Math.Max(0, SumOfSquares - (2 * Mean * SumOfProducts) + (Mean * Mean * SumOfSizesSquared)) * Clusters / (Clusters - 1.0) / ((double)Contacts * Contacts);

    /// <summary>The mean with its 95 % interval by Student's t; null below two clusters, or where nobody differs from anybody.</summary>
    public Interval? Interval => SquaredError is > 0 and { } error ? Evidence.Interval.Around(Mean, Math.Sqrt(error) * Quantile(Clusters - 1)) : null;

    /// <summary>Adds two groups up.</summary>
    public static Moments operator +(Moments a, Moments b) => new(
        a.Clusters + b.Clusters, a.Contacts + b.Contacts, a.Sum + b.Sum, a.SumOfSquares + b.SumOfSquares, a.SumOfProducts + b.SumOfProducts,
        a.SumOfSizesSquared + b.SumOfSizesSquared, a.Rewarded + b.Rewarded);

    /// <summary>The 97.5 % quantile of Student's t.</summary>
    public static double Quantile(double freedom) => StudentT.InvCDF(0, 1, Math.Max(1, freedom), 0.975);
}

/// <summary>A 95 % interval.</summary>
internal sealed record Interval(double Low, double High)
{
    /// <summary>The interval of this half width.</summary>
    public static Interval Around(double middle, double half) => new(middle - half, middle + half);
}
