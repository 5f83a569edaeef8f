using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Scenarios.Comparing;

/// <summary>Makes the figures of scenarios from a book of rounds. What two scenarios choose alike is weighed once.</summary>
internal sealed class OutlookMaking(RoundBook book, IReadOnlyList<ScenarioPolicy> policies, Served served, Decider decider)
{
    private const int ModelRounds = 1000;
    private const int ModelDraws = 400;
    private readonly ForecastCache known = new();
    private readonly int[] clusters = [.. book.Rounds.Select(r => r.Contact)];
    private readonly OutcomeCatalog outcomes = policies[0].Outcomes;

    /// <summary>The scenarios' figures, in their order; the first is what holds now.</summary>
    public IReadOnlyList<ScenarioOutlook> Make(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var answers = WeighAll(progress, cancellationToken);
        var cast = policies.Select(p => new Cast(p, answers[p.Signature], book)).ToList();
        var made = new ScenarioOutlook[cast.Count];
        progress?.Report("estimating");
        Parallel.For(0, cast.Count, new ParallelOptions { CancellationToken = cancellationToken }, i => made[i] = Make(cast[i], i == 0 ? null : cast[0]));
        return made;
    }

    private Dictionary<string, Weighed?[]> WeighAll(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var distinct = policies.DistinctBy(p => p.Signature).ToList();
        var answers = distinct.ToDictionary(p => p.Signature, _ => new Weighed?[book.Questions.Count], StringComparer.Ordinal);
        var (done, all) = (0, distinct.Count * book.Questions.Count);
        Parallel.For(0, all, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            var policy = distinct[i % distinct.Count];
            answers[policy.Signature][i / distinct.Count] = book.Questions[i / distinct.Count].WeighBy(policy, served, decider, known);
            progress?.Report(FormattableString.Invariant($"weighing {Interlocked.Increment(ref done):N0} of {all:N0} questions"));
        });
        return answers;
    }

    private ScenarioOutlook Make(Cast mine, Cast? current)
    {
        var models = new Lazy<PolicyOutlook>(() => Expect(mine));
        var others = new Lazy<PolicyOutlook>(() => Expect(current!));
        List<ScenarioFigure> figures =
        [
            FigureOf(ForecastLine.Reward, outcomes.All.Count),
            new ScenarioFigure(
                ForecastLine.Sends,
                ScenarioEstimate.Share(mine.Sends, [], clusters),
                current is null ? null : ScenarioEstimate.Share([.. mine.Sends.Zip(current.Sends, (one, other) => one - other)], [], clusters),
                null,
                IsWanted: true),
            .. outcomes.All.Select((outcome, o) => FigureOf(outcome.Key, o, outcome.Weight >= 0)),
        ];
        var wanted = FigureOf("wanted", outcomes.All.Count + 1);
        return new ScenarioOutlook
        {
            Name = mine.Policy.Name,
            Scenario = mine.Policy.Scenario,
            EffectiveSample = LogSupport.Of(mine.Weights, mine.Sends, 0).EffectiveSample,
            Figures = figures,
            Segments = SegmentsOf(mine),
            Variants = VariantsOf(mine),
            NotReckoned = mine.Policy.NotReckoned,
            RewardIfResponseFalls = figures[0].Expected.Value - (Fall * wanted.Expected.Value),
            LeadIfResponseFalls = (figures[0].Lead?.Value ?? 0) - (Fall * (wanted.Lead?.Value ?? 0)),
        };

        ScenarioFigure FigureOf(string what, int place, bool isWanted = true)
        {
            var (earned, support) = (EarnedOf(mine, place), SupportOf(mine, place));
            var isSupported = support.Holds && (current is null || SupportOf(current, place).Holds);
            var expected = support.Holds ? ScenarioEstimate.Expect(mine.Weights, earned, clusters) : models.Value.Of(place);
            var lead = current is null ? null
                : isSupported ? ScenarioEstimate.Lead(mine.Weights, earned, current.Weights, EarnedOf(current, place), clusters)
                : models.Value.LeadOver(others.Value, place);
            return new ScenarioFigure(what, expected, lead, support.Lack, isWanted);
        }
    }

    /// <summary>The fall of responses that a comparison shows.</summary>
    public const double Fall = 0.2;

    private LogSupport SupportOf(Cast cast, int place) => LogSupport.Of(cast.Weights, ColumnOf(place), cast.Beyond);

    private double[] EarnedOf(Cast cast, int place)
    {
        var earned = ColumnOf(place).ToArray();
        for (var i = 0; i < earned.Length; i++)
        {
            earned[i] *= cast.Carried[i];
        }

        return earned;
    }

    // What it is all worth comes after the outcomes, and then what is wanted of it; for every scenario by the weights of now, else they could not be compared.
    private double[] ColumnOf(int place)
    {
        if (place < outcomes.All.Count)
        {
            return [.. book.Earned[place]];
        }

        return place == outcomes.All.Count ? [.. book.Rounds.Select(r => r.Worth)] : [.. book.Rounds.Select(r => r.Wanted)];
    }

    private PolicyOutlook Expect(Cast cast)
    {
        var all = served.Recipe?.PriorsFor(outcomes.All) ?? outcomes.All;
        var outlook = new PolicyOutlook(served.Learned, [.. all.Select(o => new WeightedOutcome(o.Key, o.Weight, o.PriorRate))], ModelDraws);
        var step = Math.Max(1, book.Rounds.Count / ModelRounds);
        foreach (var group in book.Rounds.Where((_, i) => i % step == 0).GroupBy(r => r.When))
        {
            book.Questions[group.Key].AddTo(outlook, cast.Policy, policies[0], cast.Answers[group.Key], served, decider, known, group.Count());
        }

        return outlook;
    }

    private List<SharePart> SegmentsOf(Cast cast) =>
    [
        .. book.Segments.OrderBy(s => s.Key, StringComparer.Ordinal).Select(segment => new SharePart(
            segment.Key,
            ScenarioEstimate.Share([.. cast.Sends.Select((sent, i) => book.Rounds[i].Segments.Contains(segment.Value) ? sent : 0)], cast.Sends, clusters))),
    ];

    // Of the rounds that came to it, weighed by how likely the scenario would have: every variant's own probability, not only the drawn one's.
    private List<SharePart> VariantsOf(Cast cast)
    {
        var parts = new SortedDictionary<string, double[]>(StringComparer.Ordinal);
        var sent = new double[book.Rounds.Count];
        for (var i = 0; i < sent.Length; i++)
        {
            if (book.Rounds[i] is not { Which: >= 0 } round || cast.Answers[round.Which] is not { } weighed)
            {
                continue;
            }

            foreach (var (version, share) in weighed.ByAction.Where(w => w.Key != Decision.Skip))
            {
                var name = $"{book.Questions[round.Which].Sequence}/{book.Questions[round.Which].Step}/{Variant.KeyOf(version)}";
                var mine = parts.TryGetValue(name, out var found) ? found : parts[name] = new double[sent.Length];
                mine[i] += cast.SlotWeights[i] * share;
                sent[i] += cast.SlotWeights[i] * share;
            }
        }

        return [.. parts.Select(p => new SharePart(p.Key, ScenarioEstimate.Share(p.Value, sent, clusters)))];
    }

    /// <summary>A scenario on the rounds.</summary>
    private sealed class Cast
    {
        public Cast(ScenarioPolicy policy, Weighed?[] answers, RoundBook book)
        {
            (Policy, Answers) = (policy, answers);
            var count = book.Rounds.Count;
            (Weights, SlotWeights, Sends, Carried) = (new double[count], new double[count], new double[count], new double[count]);
            var carried = book.Questions.Select(q => policy.CarriedOf(q.Sequence)).ToArray();
            for (var i = 0; i < count; i++)
            {
                var round = book.Rounds[i];
                Carried[i] = carried[round.When];
                if (answers[round.When] is not { } when)
                {
                    Weights[i] = SlotWeights[i] = 1;
                    continue;
                }

                var which = round.Which < 0 ? null : answers[round.Which];
                SlotWeights[i] = when.Shares[round.Slot] / round.WhenPropensity;
                Weights[i] = when.Shares[round.Slot] * (which?.Shares[round.Version] ?? 1) / round.Propensity;
                Sends[i] = (1 - when.ByAction.GetValueOrDefault(Decision.Skip)) * Carried[i];
                Beyond += (when.Beyond + (SlotWeights[i] * (which?.Beyond ?? 0))) / count;
            }
        }

        public ScenarioPolicy Policy { get; }

        public Weighed?[] Answers { get; }

        public double[] Weights { get; }

        public double[] SlotWeights { get; }

        public double[] Sends { get; }

        public double[] Carried { get; }

        public double Beyond { get; }
    }
}
