using System.Globalization;
using FollowUpAgent.Dispatch.Approvals;

namespace FollowUpAgent.Dashboard.Approvals;

/// <summary>What came of an answer to many, short enough for an address.</summary>
/// <param name="Done">For how many it counted.</param>
/// <param name="Refused">For how many it did not, by the short name of why.</param>
internal sealed record BulkNote(int Done, IReadOnlyList<(string Why, int Count)> Refused)
{
    /// <summary>The note of an answer.</summary>
    public static BulkNote Of(Answered answered) => new(
        answered.Done.Count,
        [.. answered.Refused.GroupBy(r => RefusalText.KeyOf(r.Why)).Select(g => (g.Key, g.Count())).OrderByDescending(g => g.Item2).ThenBy(g => g.Key, StringComparer.Ordinal)]);

    /// <summary>Reads what <see cref="ToText"/> wrote; only what bears our seal may be handed in.</summary>
    public static BulkNote Read(string text)
    {
        var parts = text.Split('.');
        return new BulkNote(
            int.Parse(parts[0], CultureInfo.InvariantCulture),
            [.. parts.Skip(1).Select(p => p.Split('-')).Select(p => (p[0], int.Parse(p[1], CultureInfo.InvariantCulture)))]);
    }

    /// <summary>As text.</summary>
    public string ToText() => string.Join('.', Refused.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Why}-{r.Count}")).Prepend(Done.ToString(CultureInfo.InvariantCulture)));
}
