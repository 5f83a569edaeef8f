namespace FollowUpAgent.Learning.Evaluation;

/// <summary>What is to be expected, and the interval of 90 % about it.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Low">Where the interval begins.</param>
/// <param name="High">Where it ends.</param>
public sealed record ForecastFigure(double Value, double Low, double High)
{
    /// <summary>Whether the whole interval lies on one side of 0, as that of a difference that is no chance.</summary>
    public bool IsBeyondZero => Low > 0 || High < 0;

    /// <summary>The same per so many.</summary>
    public ForecastFigure Times(double factor) => new(Value * factor, Value * factor + ((Low - Value) * factor), Value * factor + ((High - Value) * factor));

    /// <summary>Where something that is itself uncertain will be seen, if the forecast is true: the errors of both count.</summary>
    /// <param name="halfWidth">Half of the 90 % interval of what is seen.</param>
    public ForecastFigure Seen(double halfWidth) => new(
        Value, Value - Math.Sqrt(Math.Pow(Value - Low, 2) + (halfWidth * halfWidth)), Value + Math.Sqrt(Math.Pow(High - Value, 2) + (halfWidth * halfWidth)));

    /// <summary>Whether a number lies in it.</summary>
    public bool Holds(double value) => Low <= value && value <= High;
}
