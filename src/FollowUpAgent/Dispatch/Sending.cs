using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Dispatch;

/// <summary>A message that a contact was, or may have been, sent.</summary>
/// <param name="At">When.</param>
/// <param name="Sequence">Its sequence's key.</param>
/// <param name="Step">Its step's key.</param>
/// <param name="Variant">The version of its variant.</param>
internal sealed record Sending(DateTimeOffset At, string Sequence, string Step, string Variant);

/// <summary>What the sendings of late say to planning.</summary>
internal static class Sendings
{
    /// <summary>How far back planning looks.</summary>
    public static DateTimeOffset Since(Limits limits, DateTimeOffset now)
    {
        var (forCaps, forFatigue) = (Caps.Since(limits, now), now - Fatigue.Default.LookBack);
        return forCaps < forFatigue ? forCaps : forFatigue;
    }

    /// <summary>How tired the contact is of the variants of a step that it had before; an edited text counts as the same. Null where of none.</summary>
    public static IReadOnlyDictionary<string, double>? FatigueOf(
        this IReadOnlyList<Sending> sendings, Enrollment enrollment, IReadOnlyList<Variant> variants, DateTimeOffset now)
    {
        var here = sendings.Where(s => s.Sequence == enrollment.Sequence && s.Step == enrollment.Step).ToLookup(s => Variant.KeyOf(s.Variant), s => now - s.At);
        var fatigue = variants.Select(v => (v.Version, Tired: Fatigue.Default.Of(here[v.Key]))).Where(v => v.Tired > 0)
            .ToDictionary(v => v.Version, v => v.Tired, StringComparer.Ordinal);
        return fatigue.Count == 0 ? null : fatigue;
    }
}
