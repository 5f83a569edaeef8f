using System.Globalization;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Decisions.Guarding;

/// <summary>Turns options that are free of faults into guardrails.</summary>
internal static class GuardrailReading
{
    /// <summary>The rule of this name.</summary>
    public static Guardrail Read(string key, GuardrailOptions options, IReadOnlyDictionary<string, SegmentOptions?> segments) => new()
    {
        Key = key,
        Kind = Choice<GuardrailKind>.Parse(options.Kind!),
        Owner = options.Owner!,
        Reason = options.Reason!,
        Sequence = options.Sequence,
        Step = options.Step,
        Variant = options.Variant,
        Trait = TraitOf(options.Trait),
        Segment = options.Segment is { } segment ? Segment.From(segment, segments[segment]!) : null,
        Share = options.Share ?? 0,
        IsOfVolume = IsOfVolume(options),
        Rate = options.Rate ?? 0,
        BudgetOf = options.Of is { } of && Choice<BudgetOf>.IsKnown(of) ? Choice<BudgetOf>.Parse(of) : default,
        From = DayOf(options.From) ?? DateOnly.MinValue,
        Until = DayOf(options.Until) ?? DateOnly.MaxValue,
        Dates = [.. (options.Dates ?? []).Select(d => Blackout.TryParse(d, out var dates) ? dates : null).OfType<Blackout>()],
        Within = options.Within ?? (Choice<GuardrailKind>.Parse(options.Kind!) is GuardrailKind.Budget ? Guardrail.BudgetWindow : Guardrail.UsualWindow),
    };

    /// <summary>Whether a share is one of volume.</summary>
    public static bool IsOfVolume(GuardrailOptions options) =>
        options.Of is { } of && Choice<ShareOf>.IsKnown(of) && Choice<ShareOf>.Parse(of) is ShareOf.Volume;

    /// <summary>The name and value of a trait, as in tone=formal; null where it is no such text.</summary>
    public static (string Name, string Value)? TraitOf(string? text) =>
        text?.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } value] ? (name.Trim(), value.Trim()) : null;

    /// <summary>The day of a text, or null.</summary>
    public static DateOnly? DayOf(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
