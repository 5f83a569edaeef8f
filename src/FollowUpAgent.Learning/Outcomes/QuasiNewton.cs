using System.Numerics.Tensors;

namespace FollowUpAgent.Learning.Outcomes;

/// <summary>Finds the lowest point of a convex function by L-BFGS (Nocedal and Wright, algorithm 7.4): it remembers a few steps instead of a matrix.</summary>
internal static class QuasiNewton
{
    private const int Remembered = 5;
    private const int MostSteps = 100;
    private const int MostHalvings = 40;
    private const double LeastFall = 1e-4;

    /// <summary>The function: its value at a point; it writes its slope there.</summary>
    public delegate double Measure(ReadOnlySpan<double> at, Span<double> slope);

    /// <summary>Moves a point to the lowest one.</summary>
    /// <param name="point">Where it begins, and then the lowest point.</param>
    /// <param name="flat">The slope at which it is low enough.</param>
    /// <param name="measure">The function.</param>
    /// <returns>How many steps it took.</returns>
    public static int Minimise(double[] point, double flat, Measure measure)
    {
        var (slope, next, nextSlope) = (new double[point.Length], new double[point.Length], new double[point.Length]);
        var past = new Queue<(double[] Step, double[] Change, double Curvature)>();
        var height = measure(point, slope);
        for (var taken = 0; taken < MostSteps; taken++)
        {
            if (TensorPrimitives.Norm<double>(slope) < flat)
            {
                return taken;
            }

            var direction = Direction(slope, past);
            var length = past.Count == 0 ? 1 / Math.Max(1, TensorPrimitives.Norm<double>(slope)) : 1;
            if (!TryStep(point, direction, TensorPrimitives.Dot<double>(slope, direction), length, measure, next, nextSlope, ref height))
            {
                return taken;
            }

            Remember(past, point, next, slope, nextSlope);
            next.CopyTo(point, 0);
            (slope, nextSlope) = (nextSlope, slope);
        }

        return MostSteps;
    }

    private static bool TryStep(
        double[] point, double[] direction, double fall, double length, Measure measure, double[] next, double[] nextSlope, ref double height)
    {
        for (var i = 0; i < MostHalvings; i++, length /= 2)
        {
            TensorPrimitives.MultiplyAdd(direction, length, point, next);
            var reached = measure(next, nextSlope);
            if (reached <= height + (LeastFall * length * fall))
            {
                height = reached;
                return true;
            }
        }

        return false;
    }

    private static void Remember(Queue<(double[], double[], double)> past, double[] point, double[] next, double[] slope, double[] nextSlope)
    {
        var (step, change) = (new double[point.Length], new double[point.Length]);
        TensorPrimitives.Subtract<double>(next, point, step);
        TensorPrimitives.Subtract<double>(nextSlope, slope, change);
        if (TensorPrimitives.Dot<double>(step, change) is var curvature and > 0)
        {
            past.Enqueue((step, change, curvature));
            if (past.Count > Remembered)
            {
                past.Dequeue();
            }
        }
    }

    private static double[] Direction(double[] slope, Queue<(double[] Step, double[] Change, double Curvature)> past)
    {
        var direction = (double[])slope.Clone();
        var shares = new Stack<double>();
        foreach (var (step, change, curvature) in past.Reverse())
        {
            shares.Push(TensorPrimitives.Dot<double>(step, direction) / curvature);
            TensorPrimitives.MultiplyAdd(change, -shares.Peek(), direction, direction);
        }

        if (past.LastOrDefault() is { Change: { } last } latest)
        {
            TensorPrimitives.Multiply(direction, latest.Curvature / TensorPrimitives.SumOfSquares<double>(last), direction);
        }

        foreach (var (step, change, curvature) in past)
        {
            TensorPrimitives.MultiplyAdd(step, shares.Pop() - (TensorPrimitives.Dot<double>(change, direction) / curvature), direction, direction);
        }

        TensorPrimitives.Negate<double>(direction, direction);
        return direction;
    }
}
