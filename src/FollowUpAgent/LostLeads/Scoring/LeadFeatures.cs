using System.Runtime.InteropServices;

namespace FollowUpAgent.LostLeads;

/// <summary>What the models read of a lead: numbers of about one standard deviation each, on scales that never change, so that old rows stay readable.</summary>
internal static class LeadFeatures
{
    private const double MicrosADay = 86_400_000_000;

    // By name, with what one unit is expected to add to the logit before anything is known: stated, and soon outvoted.
    private static readonly (string Name, double Slope, Func<LeadView, double> Read)[] All =
    [
        ("alive", 0.2, v => (v.Alive * 2) - 1),
        ("recent", 0.3, v => 2 - Math.Log10(1 + v.DaysSince(v.Tally.Last))),
        ("interest over days", 0.1, v => Log(v.Fading(v.Tally.Faded.Short, 3))),
        ("interest over weeks", 0.3, v => Log(v.Fading(v.Tally.Faded.Middle, 30))),
        ("interest over half a year", 0.2, v => Log(v.Fading(v.Tally.Faded.Long, 180)) - 0.5),
        ("burst", 0, v => Math.Log2(Math.Max(v.Tally.MostADay, 1)) / 3),
        ("came back", 0.3, v => v.Fading(v.Tally.LastReturn)),
        ("prices", 0.3, v => v.Fading(v.Tally.LastPricing)),
        ("prices after content", 0.2, v => v.Fading(v.Tally.LastPricingAfterContent)),
        ("answers", 0.2, v => Log(v.Tally.Replies)),
        ("goals", 0.2, v => Log(v.Tally.Customs)),
        ("clicks", 0.1, v => Log(v.Tally.Clicks) - 0.5),
        ("opens by hand", 0.05, v => Log(v.Opens)),
        ("same time last year", 0.1, v => Log(v.Tally.YearAgo)),
        ("colleagues", 0.2, v => Log(v.Colleagues)),
        ("tries before", -0.2, v => v.Tries),
    ];

    /// <summary>How many.</summary>
    public static int Count => All.Length;

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(f => f.Name)];

    /// <summary>Their prior slopes.</summary>
    public static IReadOnlyList<double> Slopes { get; } = [.. All.Select(f => f.Slope)];

    /// <summary>The features of a lead.</summary>
    public static void Read(LeadView view, Span<double> into)
    {
        for (var i = 0; i < into.Length; i++)
        {
            // In single precision, as it is kept: what is forecast now is what a refit reads later.
            into[i] = (float)Math.Clamp(All[i].Read(view), -3, 3);
        }
    }

    /// <summary>Features for a row.</summary>
    public static string ToText(ReadOnlySpan<double> features)
    {
        Span<float> small = stackalloc float[features.Length];
        for (var i = 0; i < features.Length; i++)
        {
            small[i] = (float)features[i];
        }

        return Convert.ToBase64String(MemoryMarshal.AsBytes(small));
    }

    /// <summary>Reads what <see cref="ToText"/> wrote; null where it is of a version that had others.</summary>
    public static double[]? Parse(string text)
    {
        var bytes = Convert.FromBase64String(text);
        return bytes.Length == Count * sizeof(float) ? Array.ConvertAll(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), f => (double)f) : null;
    }

    private static double Log(double count) => Math.Log2(1 + count) / 2;

    /// <summary>A lead at a moment.</summary>
    /// <param name="Tally">What it did.</param>
    /// <param name="Alive">How likely it still engages by itself.</param>
    /// <param name="Colleagues">How many of the same company were active of late.</param>
    /// <param name="Tries">How often it was tried before.</param>
    /// <param name="Opens">How many mails it opened of late, by its own hand.</param>
    /// <param name="Now">The moment, in microseconds.</param>
    public readonly record struct LeadView(SignalTally Tally, double Alive, long Colleagues, int Tries, long Opens, long Now)
    {
        /// <summary>How many days ago.</summary>
        public double DaysSince(long at) => Math.Max(0, Now - at) / MicrosADay;

        /// <summary>What counted so much at the last signal, now.</summary>
        public double Fading(double atLast, double halfLife) => atLast * double.Exp2(-DaysSince(Tally.Last) / halfLife);

        /// <summary>1 for a moment ago, a half for a month, 0 for never.</summary>
        public double Fading(long at) => at == long.MinValue ? 0 : double.Exp2(-DaysSince(at) / 30);
    }
}
