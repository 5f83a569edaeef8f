namespace FollowUpAgent.Learning.Evaluation;

/// <summary>A way to choose that can be tried on a log. Not thread-safe: one for every run.</summary>
internal abstract class LoggedPolicy
{
    /// <summary>The action for a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="draw">A uniform number: which joint draw decides.</param>
    /// <param name="choice">Another: which model is asked, or which action is taken where all are alike.</param>
    public abstract int Choose(int row, double draw, double choice);

    /// <summary>The probability of each action for a row.</summary>
    public abstract double[] Weigh(int row);

    /// <summary>Learns from rows whose rewards have become known.</summary>
    public virtual void Learn(ReadOnlySpan<int> rows)
    {
    }
}

/// <summary>All actions alike.</summary>
internal sealed class UniformPolicy(int actions) : LoggedPolicy
{
    /// <inheritdoc />
    public override int Choose(int row, double draw, double choice) => (int)(choice * actions);

    /// <inheritdoc />
    public override double[] Weigh(int row) => [.. Enumerable.Repeat(1.0 / actions, actions)];
}

/// <summary>Always the same action.</summary>
internal sealed class FixedPolicy(int action, int actions) : LoggedPolicy
{
    /// <inheritdoc />
    public override int Choose(int row, double draw, double choice) => action;

    /// <inheritdoc />
    public override double[] Weigh(int row)
    {
        var weights = new double[actions];
        weights[action] = 1;
        return weights;
    }
}
