namespace FollowUpAgent.Reports.Evidence;

/// <summary>
/// Sums over the sends of one variant at one step, each weighted by the inverse of the probability with which the variant was drawn
/// (Hájek's estimator): what the variant would earn if everybody got it. Where chance decided, every weight is 1.
/// </summary>
/// <param name="Sends">How many.</param>
/// <param name="Weight">Sum of the weights w.</param>
/// <param name="Earned">Sum of w · reward.</param>
/// <param name="Squared">Sum of w².</param>
/// <param name="SquaredEarned">Sum of w² · reward.</param>
/// <param name="SquaredTwice">Sum of w² · reward².</param>
/// <param name="Positives">Sends with a reward above 0.</param>
internal sealed record WeightedMoments(
    long Sends, double Weight, double Earned, double Squared, double SquaredEarned, double SquaredTwice, long Positives)
{
    /// <summary>Of nothing.</summary>
    public static WeightedMoments None { get; } = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>The reward per send; 0 of none.</summary>
    public double Mean => Weight > 0 ? Earned / Weight : 0;

    /// <summary>How many sends of equal weight would say as much.</summary>
    public double EffectiveSends => Squared > 0 ? Weight * Weight / Squared : 0;

    /// <summary>The squared standard error of the mean, or null below two sends.</summary>
    public double? SquaredError => Sends < 2
        ? null
        : Math.Max(0, SquaredTwice - (2 * Mean * SquaredEarned) + (Mean * Mean * Squared)) / (Weight * Weight) * Sends / (Sends - 1.0);

    /// <summary>Adds two up.</summary>
    public static WeightedMoments operator +(WeightedMoments a, WeightedMoments b) => new(
        a.Sends + b.Sends, a.Weight + b.Weight, a.Earned + b.Earned, a.Squared + b.Squared, a.SquaredEarned + b.SquaredEarned,
        a.SquaredTwice + b.SquaredTwice, a.Positives + b.Positives);

    /// <summary>The squared error, at least what the whole step's spread would give: few rewards look surer than they are.</summary>
    public double? SquaredErrorWithin(WeightedMoments step)
    {
        if (SquaredError is not { } own || step.SquaredError is not { } whole)
        {
            return null;
        }

        return Positives >= 5 ? own : Math.Max(own, whole * step.EffectiveSends / EffectiveSends);
    }
}
