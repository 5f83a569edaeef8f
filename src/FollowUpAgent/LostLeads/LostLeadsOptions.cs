using FollowUpAgent.Hosting;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.LostLeads;

/// <summary>When a silent contact counts as lost, and how many are tried a day (<c>LostLeads</c>).</summary>
internal sealed class LostLeadsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LostLeads";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>The sequence that a revival is enrolled in. Default: revival; while there is none, the queue is shown and nothing starts.</summary>
    public string Sequence { get; init; } = "revival";

    /// <summary>Other sequences by reason for silence: not-now, no-budget, chose-another, unknown. Default: none.</summary>
    public Dictionary<string, string?> SequenceFor { get; init; } = [];

    /// <summary>How many are tried a day, those left alone by chance included, 0 to 100000. Default: 0, people start them.</summary>
    public int CapacityPerDay { get; init; }

    /// <summary>How many of them at most are handed to people to phone, 0 to 10000. Default: 0, nobody is phoned.</summary>
    public int CallsPerDay { get; init; }

    /// <summary>The share of the queue that is left alone at random, so that the gain can be measured: 0.05 to 0.9. Default: 0.2.</summary>
    public double HoldoutShare { get; init; } = 0.2;

    /// <summary>Silent on both sides for less than this, nobody is lost: 1 to 3650 days. Default: 21 days.</summary>
    public TimeSpan SilentAtLeast { get; init; } = TimeSpan.FromDays(21);

    /// <summary>Silent for longer than this, everybody is: up to 3650 days. Default: 180 days.</summary>
    public TimeSpan SilentAtMost { get; init; } = TimeSpan.FromDays(180);

    /// <summary>A contact is lost once it still engages with a probability below this, 0.05 to 0.95. Default: 0.5.</summary>
    public double AliveBelow { get; init; } = 0.5;

    /// <summary>How long after a try the contact is left alone, 1 to 3650 days. Default: 120 days.</summary>
    public TimeSpan CoolDown { get; init; } = TimeSpan.FromDays(120);

    /// <summary>How often a contact is tried in its life, 1 to 100. Default: 3.</summary>
    public int MostTries { get; init; } = 3;

    /// <summary>How long after a try what happens belongs to it, 1 to 400 days. Default: 30 days.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Whether customers (lawful basis customer) count as leads. Default: no.</summary>
    public bool Customers { get; init; }

    /// <summary>The least gain, in the goal's unit, that is worth a mail: 0 to 1000000. Default: 0.005.</summary>
    public double WorthAtLeast { get; init; } = 0.005;

    /// <summary>Before anything is known: what a mail to a lost lead brings, as a share of Outcomes:*:PriorRate, 0.01 to 1. Default: 0.3.</summary>
    public double PriorRate { get; init; } = 0.3;

    /// <summary>The same: what comes by itself, as a share of what a mail brings, 0.01 to 1. Default: 0.2.</summary>
    public double PriorAlone { get; init; } = 0.2;

    /// <summary>The same: how unsure the effect of writing is, as a standard deviation on the logit scale, 0.05 to 3. Default: 0.7.</summary>
    public double PriorDeviation { get; init; } = 0.7;

    /// <summary>The sequence for a reason.</summary>
    public string SequenceOf(string reason) => SequenceFor.GetValueOrDefault(reason) ?? Sequence;

    /// <summary>Everything that is wrong with the section.</summary>
    public IEnumerable<Fault> Faults()
    {
        var days = new (string Key, TimeSpan Value, TimeSpan Most)[]
        {
            (nameof(SilentAtLeast), SilentAtLeast, Longest), (nameof(SilentAtMost), SilentAtMost, Longest),
            (nameof(CoolDown), CoolDown, Longest), (nameof(Window), Window, TimeSpan.FromDays(400)),
        };
        foreach (var (key, value, most) in days.Where(d => d.Value < TimeSpan.FromDays(1) || d.Value > d.Most))
        {
            yield return new Fault($"{Section}:{key}", $"{value}", $"1 to {most.TotalDays:0} days, as in 30.00:00:00");
        }

        var numbers = new (string Key, double Value, double Least, double Most)[]
        {
            (nameof(CapacityPerDay), CapacityPerDay, 0, 100_000), (nameof(CallsPerDay), CallsPerDay, 0, 10_000), (nameof(HoldoutShare), HoldoutShare, 0.05, 0.9),
            (nameof(AliveBelow), AliveBelow, 0.05, 0.95), (nameof(MostTries), MostTries, 1, 100), (nameof(WorthAtLeast), WorthAtLeast, 0, 1e6),
            (nameof(PriorRate), PriorRate, 0.01, 1), (nameof(PriorAlone), PriorAlone, 0.01, 1), (nameof(PriorDeviation), PriorDeviation, 0.05, 3),
        };
        foreach (var (key, value, least, most) in numbers.Where(n => !(n.Value >= n.Least && n.Value <= n.Most)))
        {
            yield return new Fault($"{Section}:{key}", $"{value}", $"{least:0.##} to {most:0}");
        }

        if (SilentAtMost < SilentAtLeast)
        {
            yield return new Fault($"{Section}:{nameof(SilentAtMost)}", $"{SilentAtMost}", $"at least {nameof(SilentAtLeast)}");
        }

        foreach (var key in SequenceFor.Keys.Where(k => !SilenceReason.Writable.Contains(k)))
        {
            yield return new Fault($"{Section}:{nameof(SequenceFor)}:{key}", key, $"a reason: {string.Join(", ", SilenceReason.Writable)}");
        }

        foreach (var (key, sequence) in SequenceFor.Append(new(nameof(Sequence), Sequence)).Where(s => !KeyRule.Allows(s.Value ?? "")))
        {
            yield return new Fault(key == nameof(Sequence) ? $"{Section}:{key}" : $"{Section}:{nameof(SequenceFor)}:{key}", sequence, KeyRule.Expected);
        }
    }
}
