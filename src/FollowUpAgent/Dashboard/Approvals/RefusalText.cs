using FollowUpAgent.Dispatch.Approvals;
using FollowUpAgent.Reports;

namespace FollowUpAgent.Dashboard.Approvals;

/// <summary>Says in the reader's language why an answer does not count.</summary>
internal static class RefusalText
{
    private static readonly Dictionary<string, string> Keys = new()
    {
        [Refusal.Unknown] = "unknown",
        [Refusal.Answered] = "answered",
        [Refusal.NotAnswered] = "notAnswered",
        [Refusal.Moot] = "moot",
        [Refusal.Late] = "late",
        [Refusal.Automatic] = "automatic",
        [Refusal.Begun] = "begun",
        [Refusal.Final] = "final",
        [Refusal.OneByOne] = "oneByOne",
    };

    /// <summary>The short name of a refusal.</summary>
    public static string KeyOf(string why) => Keys[why];

    /// <summary>A refusal in words, by its short name.</summary>
    public static string Of(string key, Texts texts) => texts[$"approvals.refusal.{key}"];
}
