namespace FollowUpAgent.Learning.Features;

/// <summary>How levels are called.</summary>
internal static class Labels
{
    public static string Of(Situation situation) => $"{situation.Sequence}/{situation.Step}";

    public static string Of(Situation situation, Variant variant) => $"{situation.Sequence}/{situation.Step}/{variant.Version}";

    /// <summary>The day and the part of the day of a slot's key; null where it does not show them.</summary>
    public static (string Day, string Part)? DayAndPart(string slot)
    {
        var hyphen = slot.IndexOf('-', StringComparison.Ordinal);
        return hyphen > 0 && hyphen < slot.Length - 1 ? (slot[..hyphen], slot[(hyphen + 1)..]) : null;
    }
}
