using System.Collections.Concurrent;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Decisions;

/// <summary>The outcomes that decisions are judged by, in a fixed order, with their weights: the goal.</summary>
internal sealed class OutcomeCatalog
{
    /// <summary>The goal was reached.</summary>
    public const string Goal = "goal";

    /// <summary>A reply that is not a refusal.</summary>
    public const string PositiveReply = "positive-reply";

    /// <summary>A person clicked.</summary>
    public const string Click = "click";

    /// <summary>The contact unsubscribed or answered no.</summary>
    public const string UnsubscribeOrNegative = "unsubscribe-or-negative";

    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(400);

    private static readonly Outcome[] Defaults =
    [
        new(Goal, 10, TimeSpan.FromDays(30), 0.01),
        new(PositiveReply, 1, TimeSpan.FromDays(14), 0.03),
        new(Click, 0.15, TimeSpan.FromDays(7), 0.05),
        new(UnsubscribeOrNegative, -2, TimeSpan.FromDays(14), 0.003),
    ];

    private readonly ConcurrentDictionary<string, OutcomeCatalog> known = new(StringComparer.Ordinal);

    private OutcomeCatalog(IReadOnlyList<Outcome> all) => All = all;

    /// <summary>The default four first, then own ones by key.</summary>
    public IReadOnlyList<Outcome> All { get; }

    /// <summary>The weights in the order of <see cref="All"/>.</summary>
    public double[] Weights => [.. All.Select(o => o.Weight)];

    /// <summary>The longest window of any outcome.</summary>
    public TimeSpan LongestOutcomeWindow => All.Max(o => o.Window);

    /// <summary>The segments that weights ask for, each once.</summary>
    public IReadOnlyList<Segment> Segments => [.. All.SelectMany(o => o.Segments).Select(s => s.Segment).DistinctBy(s => s.Key)];

    /// <summary>The weights of a contact: for each outcome that of its first segment which holds it, else the one for all.</summary>
    /// <param name="holds">Whether a segment holds the contact.</param>
    public OutcomeCatalog For(Func<Segment, bool> holds)
    {
        if (All.All(o => o.Segments.Count == 0))
        {
            return this;
        }

        var theirs = All.Select(o => o.Segments.FirstOrDefault(s => holds(s.Segment))).ToList();
        // Contacts of the same segments share one: there are few kinds of them.
        return known.GetOrAdd(
            string.Join('/', theirs.Select(t => t?.Segment.Key)),
            _ => new OutcomeCatalog([.. All.Select((o, i) => o with { Weight = theirs[i]?.Weight ?? o.Weight, Segments = [] })]));
    }

    /// <summary>The outcome with this key, or null.</summary>
    public Outcome? Find(string key) => All.FirstOrDefault(o => o.Key == key);

    /// <summary>The defaults with the configuration laid over them.</summary>
    public static OutcomeCatalog From(IReadOnlyDictionary<string, OutcomeOptions?> options, IReadOnlyDictionary<string, SegmentOptions?> segments)
    {
        var own = options.Keys.Where(k => Defaults.All(d => d.Key != k)).Order(StringComparer.Ordinal)
            .Select(key => new Outcome(key, 0, TimeSpan.FromDays(14), 0.01));
        return new OutcomeCatalog([.. Defaults.Concat(own).Select(o => options.GetValueOrDefault(o.Key) is { } over
            ? o with { Weight = over.Weight ?? o.Weight, Window = over.Window ?? o.Window, PriorRate = over.PriorRate ?? o.PriorRate, Segments = WeightsOf(over, segments) }
            : o)]);
    }

    /// <summary>Everything that is wrong with the section.</summary>
    public static IEnumerable<Fault> Faults(IReadOnlyDictionary<string, OutcomeOptions?> options, IReadOnlyDictionary<string, SegmentOptions?> segments)
    {
        foreach (var (key, outcome) in options)
        {
            if (outcome?.Weight is { } weight && !double.IsFinite(weight))
            {
                yield return new Fault($"Outcomes:{key}:Weight", $"{weight}", "a finite number");
            }

            if (outcome?.Window is { } window && (window <= TimeSpan.Zero || window > LongestWindow))
            {
                yield return new Fault($"Outcomes:{key}:Window", $"{window}", "more than 0 and at most 400 days, as in 14.00:00:00");
            }

            if (outcome?.PriorRate is { } rate && rate is not (>= 0.00001 and <= 0.9))
            {
                yield return new Fault($"Outcomes:{key}:PriorRate", $"{rate}", "0.00001 to 0.9");
            }

            foreach (var fault in (outcome?.Segments ?? []).SelectMany(s => FaultsOf($"Outcomes:{key}:Segments:{s.Key}", s.Key, s.Value, segments)))
            {
                yield return fault;
            }
        }
    }

    private static IEnumerable<Fault> FaultsOf(string path, string segment, SegmentWeightOptions? options, IReadOnlyDictionary<string, SegmentOptions?> segments)
    {
        if (segments.GetValueOrDefault(segment) is null)
        {
            yield return new Fault(path, segment, segments.Count == 0 ? $"a name under {GuardrailFaults.SegmentsSection}, where there is none" : $"one of {string.Join(", ", segments.Keys)}");
        }

        if (options?.Weight is not { } weight || !double.IsFinite(weight))
        {
            yield return new Fault($"{path}:Weight", $"{options?.Weight}", "a finite number");
        }
    }

    // What has faults is left out: they stop the start, and nobody decides by it.
    private static List<SegmentWeight> WeightsOf(OutcomeOptions options, IReadOnlyDictionary<string, SegmentOptions?> segments) =>
    [
        .. options.Segments.OrderBy(s => s.Key, StringComparer.Ordinal)
            .Where(s => s.Value?.Weight is not null && segments.GetValueOrDefault(s.Key) is not null)
            .Select(s => new SegmentWeight(Segment.From(s.Key, segments[s.Key]!), s.Value!.Weight!.Value)),
    ];
}

/// <summary>Something that can happen after a decision.</summary>
/// <param name="Key">Its name in configuration, rewards and reports.</param>
/// <param name="Weight">The value of one such event.</param>
/// <param name="Window">How long after the decision it still belongs to it.</param>
/// <param name="PriorRate">The rate to expect of a send before anything is known.</param>
internal sealed record Outcome(string Key, double Weight, TimeSpan Window, double PriorRate)
{
    /// <summary>What it is worth of contacts of some segments instead, by the names of these.</summary>
    public IReadOnlyList<SegmentWeight> Segments { get; init; } = [];
}

/// <summary>What an event is worth where it comes from a contact of a segment.</summary>
internal sealed record SegmentWeight(Segment Segment, double Weight);
