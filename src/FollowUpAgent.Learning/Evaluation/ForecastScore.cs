using System.Numerics.Tensors;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>A forecast beside what happened, for each decision.</summary>
/// <param name="Forecast">What was expected.</param>
/// <param name="Happened">What happened, with the interval that its own chance gives it.</param>
/// <param name="IsInside">Whether what happened lies where it would nine times in ten, if the forecast is true.</param>
public sealed record ForecastScore(ForecastFigure Forecast, ForecastFigure Happened, bool IsInside)
{
    /// <summary>Holds a forecast against what happened.</summary>
    /// <param name="forecast">What was expected of a decision.</param>
    /// <param name="happened">By contact how often it happened, or what that was worth.</param>
    /// <param name="decisions">By contact how many decisions there were.</param>
    /// <param name="isRate">Whether it happens at most once a decision: then the forecast itself says how much chance there is, also where nothing happened.</param>
    public static ForecastScore Of(ForecastFigure forecast, ReadOnlySpan<double> happened, ReadOnlySpan<double> decisions, bool isRate)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        var seen = ScenarioEstimate.Share(happened, decisions, []);
        var rate = Math.Clamp(forecast.Value, 0, 1);
        var chance = isRate ? ScenarioEstimate.HalfWidth(Math.Sqrt(rate * (1 - rate) / TensorPrimitives.Sum(decisions))) : 0;
        return new ForecastScore(forecast, seen, forecast.Seen(Math.Max(seen.High - seen.Value, chance)).Holds(seen.Value));
    }
}
