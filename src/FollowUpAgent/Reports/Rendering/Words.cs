using FollowUpAgent.Reports.Evidence;

namespace FollowUpAgent.Reports.Rendering;

/// <summary>Figures as a person reads them in one language. What cannot be said is a dash, never a NaN.</summary>
internal sealed class Words(Texts texts)
{
    /// <summary>Stands where nothing can be said.</summary>
    public const string Unsaid = "–";

    /// <summary>The language.</summary>
    public Texts Texts => texts;

    /// <summary>The heads of columns.</summary>
    public string[] Headers(params string[] keys) => [.. keys.Select(k => texts[$"column.{k}"])];

    /// <summary>A count.</summary>
    public string Count(long? count) => count is { } known ? known.ToString("N0", texts.Culture) : Unsaid;

    /// <summary>A count that is expected.</summary>
    public string Tenth(double value) => Plain(value, "#,0.#");

    /// <summary>A reward.</summary>
    public string Value(double value) => Plain(value, "0.000");

    /// <summary>A ratio; one that nothing is known of has no end.</summary>
    public string Ratio(double value) => double.IsPositiveInfinity(value) ? "∞" : Plain(value, "0.00");

    /// <summary>A weight, as configured.</summary>
    public string Weight(double value) => Plain(value, "0.###");

    /// <summary>A difference.</summary>
    public string Signed(double? value) => value is { } known ? Plain(known, "+0.000;-0.000;0.000") : Unsaid;

    /// <summary>An interval of rewards.</summary>
    public string Range(Interval? interval) => interval is null ? Unsaid : texts.Say("range", Value(interval.Low), Value(interval.High));

    /// <summary>An interval of differences.</summary>
    public string Signed(Interval? interval) => interval is null ? Unsaid : texts.Say("range", Signed(interval.Low), Signed(interval.High));

    /// <summary>A probability in whole percent; never 0 % or 100 %, which nobody knows.</summary>
    public string Percent(double share) => share switch
    {
        < 0.01 => $"< {0.01.ToString("P0", texts.Culture)}",
        > 0.99 => $"> {0.99.ToString("P0", texts.Culture)}",
        _ => share.ToString("P0", texts.Culture),
    };

    /// <summary>A counted rate.</summary>
    public string Rate(double rate) => rate.ToString("P1", texts.Culture);

    /// <summary>A count and its share of a whole.</summary>
    public string Share(long count, long whole) => whole == 0 || count == 0 ? Count(count) : $"{Count(count)} ({((double)count / whole).ToString("P1", texts.Culture)})";

    private string Plain(double value, string format) => double.IsFinite(value) ? value.ToString(format, texts.Culture) : Unsaid;
}
