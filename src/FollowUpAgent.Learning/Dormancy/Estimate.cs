namespace FollowUpAgent.Learning.Dormancy;

/// <summary>A value that is not known exactly.</summary>
/// <param name="Value">Its expectation.</param>
/// <param name="Low">It is below with one chance in twenty.</param>
/// <param name="High">It is above with one chance in twenty.</param>
public readonly record struct Estimate(double Value, double Low, double High)
{
    private const double Tail = 0.05;

    /// <summary>What draws say; sorts them.</summary>
    public static Estimate Of(Span<double> draws)
    {
        var sum = 0.0;
        foreach (var draw in draws)
        {
            sum += draw;
        }

        draws.Sort();
        var place = (int)(Tail * draws.Length);
        return new Estimate(sum / draws.Length, draws[place], draws[draws.Length - 1 - place]);
    }
}
