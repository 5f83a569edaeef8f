using FollowUpAgent.Learning.Outcomes;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>
/// Scaled Thompson sampling. The default class averages over two: a draw comes from the contextual model as often as the evidence for
/// products of actions and contexts says, and else from the context-free one. On mail of weak signal that evidence never comes, and the
/// choices are those of the context-free class, to the last one. Not thread-safe.
/// </summary>
internal sealed class LearnedPolicy : LoggedPolicy
{
    // Wide at first, or one run in forty takes a lucky second best for the best and stays with it: here choices have no floor.
    private const double FirstSpread = 1;
    private const double LastSpread = 0.5;
    private const double Fade = 3000;

    // A probability to within .04, which leaves an average over a log's rows without bias.
    private const int DrawsToWeigh = 128;

    private readonly LoggedDecisions log;
    private readonly LoggedLearner[] learners;
    private readonly LoggedLearner? free;
    private readonly LoggedLearner? shared;
    private readonly LoggedLearner? contextual;
    private double byContext;
    private long learned;

    /// <summary>A policy that knows nothing yet.</summary>
    /// <param name="designs">The log.</param>
    /// <param name="of">What it may learn.</param>
    /// <param name="name">Names its chance: another name, other draws.</param>
    public LearnedPolicy(LoggedDesigns designs, ModelClass of, string name)
    {
        log = designs.Log;
        free = of is ModelClass.ContextFree or ModelClass.Default ? new LoggedLearner(designs.Free, $"{name} free") : null;
        shared = of is ModelClass.Default ? new LoggedLearner(designs.Shared, $"{name} shared") : null;
        contextual = of is ModelClass.Contextual or ModelClass.Default ? new LoggedLearner(designs.Contextual, $"{name} contextual") : null;
        learners = [.. new[] { free, shared, contextual }.OfType<LoggedLearner>()];
        byContext = free is null ? 1 : 0;
    }

    private bool IsNew => learners.Any(l => l.IsNew);

    /// <inheritdoc />
    public override int Choose(int row, double draw, double choice) => IsNew
        ? (int)(choice * log.Actions.Count)
        : (choice < byContext ? contextual! : free!).Best(row, (int)(draw * LoggedLearner.Draws));

    /// <inheritdoc />
    public override double[] Weigh(int row)
    {
        var weights = new double[log.Actions.Count];
        if (IsNew)
        {
            Array.Fill(weights, 1.0 / weights.Length);
            return weights;
        }

        Add(contextual, byContext, row, weights);
        Add(free, 1 - byContext, row, weights);
        return weights;
    }

    /// <inheritdoc />
    public override void Learn(ReadOnlySpan<int> rows)
    {
        learned += rows.Length;
        var spread = LastSpread + ((FirstSpread - LastSpread) * Math.Exp(-learned / Fade));
        foreach (var learner in learners)
        {
            learner.Learn(rows, log, spread);
        }

        if (shared is not null)
        {
            byContext = ContextShare.Of(contextual!.LogEvidence, shared.LogEvidence);
        }
    }

    private static void Add(LoggedLearner? learner, double share, int row, double[] weights)
    {
        for (var j = 0; share > 0 && j < DrawsToWeigh; j++)
        {
            weights[learner!.Best(row, j)] += share / DrawsToWeigh;
        }
    }
}
