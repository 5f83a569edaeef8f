using FollowUpAgent.Learning.Features;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>The design of a prediction: every side of every column, the actions, and the pairs of columns that a first fit leaves unexplained.</summary>
internal sealed class PredictionDesign
{
    private const int MostColumns = 300;
    private const int MostPairs = 160;
    private const int LeastSupport = 50;
    private const double LeastScore = 3;

    private readonly LoggedDecisions log;
    private readonly ContextRows contexts;
    private readonly IReadOnlyList<Level> levels;

    public PredictionDesign(LoggedDecisions log)
    {
        this.log = log with { Columns = [.. log.Columns.SelectMany(RichColumns.Of)] };
        contexts = ContextRows.Of(this.log, MostColumns);
        levels =
        [
            new Level(FeatureBlock.Intercept, ""),
            .. contexts.Columns.Select(c => new Level(FeatureBlock.Context, c.Name)),
            .. log.Actions.Count > 1 ? log.Actions.Select(a => new Level(FeatureBlock.Variant, a)) : [],
        ];
    }

    /// <summary>The schema without pairs.</summary>
    public FeatureSchema Plain => new(contexts.Columns, levels, []);

    /// <summary>Rows as numbers.</summary>
    public SparseRows Read(int[] rows, FeatureSchema schema)
    {
        var places = schema.Pairs.Select((p, i) => (p, i)).ToDictionary(p => (p.p.First, p.p.Second), p => levels.Count + p.i);
        var read = new SparseRows.Builder();
        foreach (var row in rows)
        {
            foreach (var (feature, value) in FeaturesOf(row, places))
            {
                read.Add(feature, value);
            }

            read.EndRow();
        }

        return read.Build();
    }

    /// <summary>The schema with the pairs of columns that tell most of what a fit left unexplained, by their score test.</summary>
    /// <param name="rows">The rows it was fitted on.</param>
    /// <param name="left">By row, what happened less what the fit expects.</param>
    /// <param name="variances">By row, the variance that it expects.</param>
    public FeatureSchema WithPairs(int[] rows, double[] left, double[] variances)
    {
        var width = contexts.Columns.Count;
        var (scores, spreads, support) = (new double[width * width], new double[width * width], new int[width * width]);
        for (var i = 0; i < rows.Length; i++)
        {
            var entries = contexts[rows[i]];
            for (var a = 0; a < entries.Length; a++)
            {
                for (var b = a + 1; b < entries.Length; b++)
                {
                    var (place, product) = ((entries[a].Column * width) + entries[b].Column, entries[a].Value * entries[b].Value);
                    scores[place] += product * left[i];
                    spreads[place] += product * product * variances[i];
                    support[place]++;
                }
            }
        }

        var pairs = Enumerable.Range(0, scores.Length)
            .Where(p => support[p] >= LeastSupport && spreads[p] > 0 && contexts.Columns[p / width].Key != contexts.Columns[p % width].Key)
            .Select(p => (Place: p, Score: Math.Abs(scores[p]) / Math.Sqrt(spreads[p])))
            .Where(p => p.Score >= LeastScore)
            .OrderByDescending(p => p.Score).ThenBy(p => p.Place)
            .Take(MostPairs)
            .OrderBy(p => p.Place)
            .Select(p => new Pair(FeatureBlock.ContextPair, 1 + (p.Place / width), 1 + (p.Place % width)));
        return new FeatureSchema(contexts.Columns, levels, [.. pairs]);
    }

    private IEnumerable<(int Feature, double Value)> FeaturesOf(int row, Dictionary<(int, int), int> pairs)
    {
        var own = contexts[row].ToArray();
        var actions = log.Actions.Count > 1 ? new[] { (1 + contexts.Columns.Count + log.Chosen[row], 1.0) } : [];
        var products =
            from a in Enumerable.Range(0, pairs.Count == 0 ? 0 : own.Length)
            from b in Enumerable.Range(a + 1, own.Length - a - 1)
            let place = pairs.GetValueOrDefault((1 + own[a].Column, 1 + own[b].Column), -1)
            where place >= 0
            orderby place
            select (place, own[a].Value * own[b].Value);
        return own.Select(c => (1 + c.Column, c.Value)).Prepend((0, 1.0)).Concat(actions).Concat(products);
    }
}
