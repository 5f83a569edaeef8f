namespace FollowUpAgent.Learning.Evaluation;

/// <summary>
/// How many events are to come, as far as a rate seen before can say: events come by themselves at a steady rate (Poisson), the rate is known
/// only as well as a gamma says, so the count is negative binomial. Real counts scatter a little more: rates differ between people and weeks.
/// </summary>
public sealed class CountForecast
{
    private const int MostCounted = 20_000_000;
    private readonly double shape;
    private readonly double odds;

    /// <summary>Forecasts from what was seen, and a guess that weighs as much as some further trials.</summary>
    /// <param name="events">How many events were seen.</param>
    /// <param name="trials">In how many trials.</param>
    /// <param name="guess">The rate to expect before anything is seen; more than 0.</param>
    /// <param name="guessTrials">How many trials the guess is worth; more than 0.</param>
    /// <param name="exposure">How many trials are to come; parts of one for those that are partly over.</param>
    public CountForecast(double events, double trials, double guess, double guessTrials, double exposure)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(exposure);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(guess * guessTrials);
        shape = events + (guess * guessTrials);
        odds = exposure / (trials + guessTrials);
    }

    /// <summary>The count to expect.</summary>
    public double Mean => shape * odds;

    /// <summary>The least count that is not exceeded with this probability.</summary>
    public int Quantile(double probability) => Walk((count, below) => below >= probability || count == MostCounted).Count;

    /// <summary>The probability of at least so many.</summary>
    public double AtLeast(int wanted) => wanted <= 0 ? 1 : Math.Clamp(1 - Walk((count, _) => count == wanted - 1).Below, 0, 1);

    // From none upwards, with the probability of at most so many. In logarithms: where much is expected, that of none is too small for a number.
    private (int Count, double Below) Walk(Func<int, double, bool> isEnd)
    {
        var log = -shape * Math.Log(1 + odds);
        var step = Math.Log(odds / (1 + odds));
        var (count, below) = (0, Math.Exp(log));
        while (!isEnd(count, below))
        {
            log += step + Math.Log((shape + count) / (count + 1));
            below += Math.Exp(log);
            count++;
        }

        return (count, below);
    }
}
