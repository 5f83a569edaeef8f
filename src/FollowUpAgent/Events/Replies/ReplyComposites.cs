using FollowUpAgent.Events.Mail;

namespace FollowUpAgent.Events.Replies;

/// <summary>
/// Samples that say two things, made of two that say one each: "No thanks. Take me off your list." is a wish to be left alone, and a machine
/// that tells of an absence and names a colleague tells of an absence. Deterministic.
/// </summary>
internal static class ReplyComposites
{
    private const double Weight = 0.1;
    private const int LongestPart = 50;
    private const int Stride = 5;

    // What counts, and what may stand beside it.
    private static readonly (ReplyIntent Counts, ReplyIntent[] Beside)[] Kinds =
    [
        (ReplyIntent.Unsubscribe, [ReplyIntent.NotInterested, ReplyIntent.Objection, ReplyIntent.LeftCompany, ReplyIntent.WrongPerson, ReplyIntent.Question]),
        (ReplyIntent.LeftCompany, [ReplyIntent.WrongPerson, ReplyIntent.AutoReply]),
        (ReplyIntent.OutOfOffice, [ReplyIntent.WrongPerson, ReplyIntent.AutoReply]),
        (ReplyIntent.NotNow, [ReplyIntent.NotInterested, ReplyIntent.Objection]),
        (ReplyIntent.WrongPerson, [ReplyIntent.NotInterested]),
    ];

    /// <summary>The samples of one language, put together.</summary>
    public static IEnumerable<(string Text, ReplyIntent Intent, double Weight)> Of(IReadOnlyList<ReplySample> samples)
    {
        var brief = samples.Where(s => s.Text.Length <= LongestPart && !s.Text.Contains('\n', StringComparison.Ordinal)).ToLookup(s => s.Meaning);
        foreach (var (counts, beside) in Kinds)
        {
            var own = brief[counts].ToList();
            for (var i = 0; i < own.Count; i++)
            {
                var others = brief[beside[i % beside.Length]].ToList();
                if (others.Count > 0)
                {
                    var other = others[i * Stride % others.Count].Text;
                    yield return (i % 3 == 0 ? Joined(own[i].Text, other) : Joined(other, own[i].Text), counts, Weight);
                }
            }
        }
    }

    private static string Joined(string first, string second) => $"{first}{(char.IsPunctuation(first[^1]) ? "" : ".")} {second}";
}
