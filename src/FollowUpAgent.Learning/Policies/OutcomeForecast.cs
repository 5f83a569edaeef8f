using FollowUpAgent.Learning.Features;

namespace FollowUpAgent.Learning.Policies;

/// <summary>How likely one outcome is after a mail: the mean of the posterior and the interval that holds 90 % of it. Probabilities, 0 to 1.</summary>
/// <param name="Mean">The expected probability.</param>
/// <param name="Low">The 5 % quantile.</param>
/// <param name="High">The 95 % quantile.</param>
public sealed record OutcomeForecast(double Mean, double Low, double High)
{
    private const double Tail = 0.05;

    /// <summary>Asks what was learned.</summary>
    /// <param name="recipe">What was learned.</param>
    /// <param name="situation">Where and about whom.</param>
    /// <param name="deed">The mail: its slot and its variant.</param>
    /// <param name="outcome">The outcome; its weight plays no part.</param>
    /// <param name="draws">Draws of the posterior; 1000 keeps the error of a quantile under a hundredth of its distance from the mean.</param>
    public static OutcomeForecast Of(FittedRecipe recipe, Situation situation, Deed deed, WeightedOutcome outcome, int draws)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(deed);
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 2);
        using var rows = new DeedRows(recipe.Schema, situation, [deed.Variant ?? throw new ArgumentException("A skip sends nothing.", nameof(deed))]);
        rows.Add(deed.Slot!);
        using var value = new UtilityDraws(recipe, rows.Matrix, [outcome with { Weight = 1 }], 1, draws, null);
        double[] sorted = [.. value.Honest(0, 1)];
        Array.Sort(sorted);
        return new OutcomeForecast(sorted.Average(), sorted[(int)(Tail * draws)], sorted[draws - 1 - (int)(Tail * draws)]);
    }
}
