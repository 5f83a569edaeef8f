namespace FollowUpAgent.Learning.Policies;

/// <summary>
/// How far draws may stray from the mean: as far as the posterior at first, and less the more was seen. Narrow from the start, one run in
/// forty takes a lucky second best for the best and stays with it.
/// </summary>
public static class Exploration
{
    private const double First = 1;
    private const double Fade = 3000;

    /// <summary>The scale of a draw's distance from the mean, to the hundredth.</summary>
    /// <param name="last">What it comes down to, at least 0; from there on it stays if that is more than 1.</param>
    /// <param name="seen">How many sends the choice can rest on.</param>
    public static double SpreadAfter(double last, double seen) => last >= First ? last : Math.Round(last + ((First - last) * Math.Exp(-seen / Fade)), 2);
}
