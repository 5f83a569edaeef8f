using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>
/// Shares of the volume. First by chance: the nearer the limited contacts come to their share, the less likely a decision sends to them. Then
/// for sure: what goes out is counted in commit A, by rule and day, and no mail begins that would take them past their share.
/// </summary>
internal static class Volume
{
    /// <summary>So many mails to limited contacts may go whatever the share is: of no mails at all, one is too much of any share.</summary>
    public const int Start = 20;

    /// <summary>How long what waits for others to be written to rests before it asks again.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    private const string All = "volume";
    private const string Limited = "volume-limited";
    private const string Lock = "volume-lock";
    private const char LimitedMark = '!';

    // From here on chance holds back; below it a share is met by itself.
    private const double NearlyUsed = 0.8;
    private const double LeastSent = 0.1;

    /// <summary>How many mails to limited contacts a rule allows among so many.</summary>
    public static long AllowedOf(Guardrail rule, long all) => Math.Max(Start, (long)Math.Floor((rule.VolumeLimit * all) + 1e-9));

    /// <summary>The most probability of sending to a limited contact; 0 where it has to wait.</summary>
    public static double MostSent(Guardrail rule, VolumeCount count)
    {
        var used = (double)count.Limited / AllowedOf(rule, count.All);
        // In tenths, so that decisions share their forecasts.
        return used >= 1 ? 0 : used <= NearlyUsed ? 1 : Math.Max(LeastSent, Math.Round((1 - used) / (1 - NearlyUsed), 1));
    }

    /// <summary>The rules that count a message, those marked by which its contact is limited; null for none.</summary>
    public static string? MarksOf(PlanningFacts facts, string sequence, string step, DateTimeOffset now)
    {
        var segments = facts.SegmentsAt(now);
        var marks = facts.Guardrails.VolumesAt(sequence, step, now).Select(r => r.Limits(segments) ? $"{r.Key}{LimitedMark}" : r.Key).ToList();
        return marks.Count == 0 ? null : string.Join(' ', marks);
    }

    /// <summary>What was counted for the rules up to now.</summary>
    public static async Task<Dictionary<string, VolumeCount>> FindVolumesAsync(this Session session, Guardrails rules, DateTimeOffset now)
    {
        var counts = new Dictionary<string, VolumeCount>(StringComparer.Ordinal);
        foreach (var rule in rules.Volumes)
        {
            counts[rule.Key] = await session.FindVolumeAsync(rule, now);
        }

        return counts;
    }

    /// <summary>Counts a message for its rules, unless it would take those past their share whom a rule limits.</summary>
    /// <returns>The rule that binds, with nothing counted; or null.</returns>
    public static async Task<BindingCap?> TryCountAsync(Session session, Guardrails rules, OutboxMessage message, DateTimeOffset now)
    {
        var counted = new List<string>();
        foreach (var mark in MarksOf(message))
        {
            // Whoever counts for a rule holds its lock until the commit: what the sums say stays true. By name, as everybody does.
            await session.HoldCounterAsync(Lock, NameOf(mark));
            if (IsLimited(mark) && rules.Find(NameOf(mark)) is { IsOfVolume: true } rule && await session.FindVolumeAsync(rule, now) is var count
                && count.Limited + 1 > AllowedOf(rule, count.All + 1))
            {
                await AddAsync(session, counted, now, -1);
                return new BindingCap(rule.Key, now + Rest);
            }

            await AddAsync(session, [mark], now, 1);
            counted.Add(mark);
        }

        return null;
    }

    /// <summary>Takes back what was counted at a moment.</summary>
    public static Task UncountAsync(Session session, OutboxMessage message, DateTimeOffset at) => AddAsync(session, MarksOf(message), at, -1);

    private static async Task<VolumeCount> FindVolumeAsync(this Session session, Guardrail rule, DateTimeOffset now)
    {
        var sums = await session.SumCountersAsync([All, Limited], rule.Key, rule.Within, now);
        return new VolumeCount(sums.GetValueOrDefault(Limited), sums.GetValueOrDefault(All));
    }

    private static async Task AddAsync(Session session, IEnumerable<string> marks, DateTimeOffset at, int count)
    {
        foreach (var mark in marks)
        {
            foreach (var kind in IsLimited(mark) ? new[] { All, Limited } : [All])
            {
                await session.AddToCounterAsync(kind, NameOf(mark), at, count);
            }
        }
    }

    private static string[] MarksOf(OutboxMessage message) => message.Volumes?.Split(' ') ?? [];

    private static bool IsLimited(string mark) => mark[^1] == LimitedMark;

    private static string NameOf(string mark) => mark.TrimEnd(LimitedMark);
}

/// <summary>What was sent in the window of a share of volume.</summary>
/// <param name="Limited">To those whom it limits.</param>
/// <param name="All">To all.</param>
internal sealed record VolumeCount(long Limited, long All)
{
    /// <summary>Nothing.</summary>
    public static readonly VolumeCount None = new(0, 0);
}
