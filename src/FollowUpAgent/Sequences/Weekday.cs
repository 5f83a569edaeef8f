namespace FollowUpAgent.Sequences;

/// <summary>The days of the week as people write them in the configuration: Mon to Sun, in any case.</summary>
internal static class Weekday
{
    private static readonly Dictionary<string, DayOfWeek> ByText =
        Enum.GetValues<DayOfWeek>().ToDictionary(day => day.ToString()[..3], StringComparer.OrdinalIgnoreCase);

    public static bool IsKnown(string? text) => text is not null && ByText.ContainsKey(text);

    public static DayOfWeek Parse(string text) => ByText[text];
}
