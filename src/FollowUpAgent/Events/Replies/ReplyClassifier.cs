using FollowUpAgent.Events.Mail;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;

namespace FollowUpAgent.Events.Replies;

/// <summary>
/// Understands answers: Bayesian logistic regression on the shipped samples and on what people corrected. Immutable once fitted; the same
/// samples give the same classifier.
/// </summary>
internal sealed class ReplyClassifier
{
    private const int MostReasonWords = 7;
    private const double CorrectionWeight = 4;

    // How far rare meanings are made up for: 0 not at all, 1 until all count alike. What nothing is known of is else taken for a wish to leave.
    private const double Balance = 0.5;

    private static readonly Lazy<Sample[]> Written = new(() => [.. WrittenWithout(_ => false)]);
    private static readonly Lazy<ReplyClassifier> FromSamples = new(() => Fit([]));

    private readonly Dictionary<string, ushort> places = new(StringComparer.Ordinal);
    private readonly SoftmaxRegression model;

    private ReplyClassifier(IReadOnlyList<Sample> samples)
    {
        // What one text alone has tells nothing of another; of a correction every word counts.
        var names = samples.SelectMany(s => s.Features.Seen.Select(f => (f.Name, Count: s.Weight > 1 ? 2 : 1)))
            .AggregateBy(f => f.Name, 0, (sum, f) => sum + f.Count, StringComparer.Ordinal);
        foreach (var (name, _) in names.Where(n => n.Value > 1).Take(ushort.MaxValue))
        {
            places.Add(name, (ushort)places.Count);
        }

        model = SoftmaxRegression.Fit(Rows(samples), [.. samples.Select(s => Array.IndexOf(Intents, s.Intent))], Balanced(samples), places.Count, Intents.Length);
    }

    /// <summary>What it can tell apart.</summary>
    public static ReplyIntent[] Intents { get; } = [.. Enum.GetValues<ReplyIntent>().Where(i => i is not ReplyIntent.Unclear)];

    /// <summary>What the shipped samples teach.</summary>
    public static ReplyClassifier Shipped => FromSamples.Value;

    /// <summary>Fits the shipped samples, less those that are left out, and what people corrected.</summary>
    public static ReplyClassifier Fit(IEnumerable<ReplyCorrection> corrections, Func<ReplySample, bool>? isLeftOut = null)
    {
        var corrected = corrections.Where(c => ReplyIntentText.TryRead(c.Intent) is not (null or ReplyIntent.Unclear))
            .Select(c => new Sample(ReplyFeatures.Of(c.Text), ReplyIntentText.TryRead(c.Intent)!.Value, CorrectionWeight));
        return new ReplyClassifier([.. isLeftOut is null ? Written.Value : WrittenWithout(isLeftOut), .. corrected]);
    }

    /// <summary>The features of an answer, and the probabilities of <see cref="Intents"/>.</summary>
    public (ReplyFeatures Features, double[] Probabilities) Weigh(string text)
    {
        var features = ReplyFeatures.Of(text);
        return (features, Probabilities(features));
    }

    /// <summary>The words that speak for a meaning the most, as they stand in the text; null where none does.</summary>
    public string? ReasonFor(ReplyFeatures features, ReplyIntent intent)
    {
        var votes = new double[features.Words.Count];
        foreach (var feature in features.Seen.Where(f => f.To > f.From && places.ContainsKey(f.Name)))
        {
            var share = feature.Value * model.Weight(places[feature.Name], Array.IndexOf(Intents, intent)) / (feature.To - feature.From);
            for (var i = feature.From; i < Math.Min(feature.To, votes.Length); i++)
            {
                votes[i] += share;
            }
        }

        var (from, to) = Heaviest(votes, features.Words);
        return to == from ? null : features.Text[features.Words[from].Start..features.Words[to - 1].End];
    }

    // A few words of one sentence, that together have most votes.
    private static (int From, int To) Heaviest(double[] votes, IReadOnlyList<ReplyToken> words)
    {
        var (best, range) = (0.0, (0, 0));
        for (var from = 0; from < votes.Length; from++)
        {
            var sum = 0.0;
            for (var to = from; to < Math.Min(votes.Length, from + MostReasonWords) && words[to].Sentence == words[from].Sentence; to++)
            {
                sum += votes[to];
                (best, range) = sum > best ? (sum, (from, to + 1)) : (best, range);
            }
        }

        return range;
    }

    private static IEnumerable<Sample> WrittenWithout(Func<ReplySample, bool> isLeftOut) => ReplyLanguage.All.SelectMany(language =>
    {
        var samples = language.Samples.Where(s => !isLeftOut(s)).ToList();
        return samples.Select(s => (s.Text, Intent: s.Meaning, Weight: 1.0)).Concat(ReplyComposites.Of(samples))
            .AsParallel().AsOrdered().Select(s => new Sample(ReplyFeatures.Of(s.Text), s.Intent, s.Weight));
    });

    private static double[] Balanced(IReadOnlyList<Sample> samples)
    {
        var totals = samples.GroupBy(s => s.Intent).ToDictionary(g => g.Key, g => g.Sum(s => s.Weight));
        var mean = totals.Values.Average();
        return [.. samples.Select(s => s.Weight * Math.Pow(mean / totals[s.Intent], Balance))];
    }

    private SparseRows Rows(IReadOnlyList<Sample> samples)
    {
        var rows = new SparseRows.Builder();
        foreach (var sample in samples)
        {
            var (known, values) = Row(sample.Features);
            for (var i = 0; i < known.Length; i++)
            {
                rows.Add(known[i], values[i]);
            }

            rows.EndRow();
        }

        return rows.Build();
    }

    private double[] Probabilities(ReplyFeatures features)
    {
        var (known, values) = Row(features);
        var probabilities = new double[Intents.Length];
        model.Predict(known, values, probabilities);
        return probabilities;
    }

    private (ushort[] Features, double[] Values) Row(ReplyFeatures features)
    {
        var known = features.Seen.Where(f => places.ContainsKey(f.Name)).Select(f => (Place: places[f.Name], f.Value)).OrderBy(f => f.Place).ToList();
        return ([.. known.Select(f => f.Place)], [.. known.Select(f => f.Value)]);
    }

    private sealed record Sample(ReplyFeatures Features, ReplyIntent Intent, double Weight);
}
