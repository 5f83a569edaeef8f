namespace FollowUpAgent.Sequences;

/// <summary>A closed set as people write it in the configuration: the names in lower case with hyphens, as in after-end.</summary>
internal static class Choice<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> ByText = Enum.GetValues<T>().ToDictionary(Hyphenated, StringComparer.OrdinalIgnoreCase);

    /// <summary>All choices, as the end of the sentence "expected …".</summary>
    public static string Expected => $"one of {string.Join(", ", ByText.Keys)}";

    public static bool IsKnown(string? text) => text is not null && ByText.ContainsKey(text);

    public static T Parse(string text) => ByText[text];

    private static string Hyphenated(T value) => string.Concat(value.ToString().Select(
        (letter, index) => char.IsUpper(letter) && index > 0 ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
