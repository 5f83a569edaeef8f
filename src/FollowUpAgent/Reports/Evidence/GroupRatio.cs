using FollowUpAgent.Contacts;
using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Reports.Evidence;

/// <summary>Whether the groups are as large as they were drawn. Where they are not, no comparison between them counts.</summary>
/// <param name="Counts">By group that has a share, how many were drawn into it: contacts, or companies.</param>
/// <param name="Chance">The chance that they are ever as far from their shares as this, however often one looks.</param>
internal sealed record GroupRatio(IReadOnlyDictionary<string, long> Counts, double Chance)
{
    /// <summary>Whether something went wrong.</summary>
    public bool IsAlarming => Chance < SampleRatio.Alarm;

    /// <summary>The groups of those that entered in this time, since the shares last changed; null where nobody did.</summary>
    public static async Task<GroupRatio?> ReadAsync(Session session, GroupShares shares, DateTimeOffset from, DateTimeOffset until)
    {
        if (await session.FindSharesSinceAsync(shares) is not { } since)
        {
            return null;
        }

        var counts = (await session.CountAllottedAsync(shares.Unit, since > from ? since : from, until)).ToDictionary(a => a.GroupName, a => a.Count);
        return counts.Count == 0 ? null : Of(counts, shares);
    }

    private static GroupRatio Of(Dictionary<string, long> counts, GroupShares shares)
    {
        (Group Group, double Share)[] drawn =
        [
            (Group.Treatment, shares.Treatment), (Group.Control, shares.Control), (Group.Baseline, shares.Baseline), (Group.Holdout, shares.Holdout),
        ];
        var all = drawn.Select(d => (Key: d.Group.ToText(), d.Share, Count: counts.GetValueOrDefault(d.Group.ToText()))).ToList();
        return new GroupRatio(
            all.Where(g => g.Share > 0 || g.Count > 0).ToDictionary(g => g.Key, g => g.Count),
            SampleRatio.AlwaysValid([.. all.Select(g => (double)g.Count)], [.. all.Select(g => g.Share)]));
    }
}
