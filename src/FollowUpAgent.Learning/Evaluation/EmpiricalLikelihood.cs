using System.Numerics.Tensors;

namespace FollowUpAgent.Learning.Evaluation;

/// <summary>The empirical likelihood of the claim that some numbers have mean 0.</summary>
internal static class EmpiricalLikelihood
{
    private const int MostSteps = 100;

    /// <summary>−2 ln of the likelihood ratio; infinite where all numbers stand on one side of 0.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="counts">How often each occurs.</param>
    public static double RatioOf(ReadOnlySpan<double> numbers, ReadOnlySpan<double> counts)
    {
        var (least, most) = (TensorPrimitives.Min(numbers), TensorPrimitives.Max(numbers));
        if (!(least < 0 && most > 0))
        {
            return least == 0 && most == 0 ? 0 : double.PositiveInfinity;
        }

        // Σ g / (1 + λg) falls with λ; between these bounds every 1 + λg is above 0.
        var (low, high, at) = (-1 / most, -1 / least, 0.0);
        for (var i = 0; i < MostSteps; i++)
        {
            var (sum, slope) = Tilt(numbers, counts, at);
            (low, high) = sum > 0 ? (at, high) : (low, at);
            var next = at + (sum / slope);
            next = next > low && next < high ? next : (low + high) / 2;
            if (Math.Abs(next - at) * Math.Max(most, -least) < 1e-10)
            {
                break;
            }

            at = next;
        }

        var ratio = 0.0;
        for (var i = 0; i < numbers.Length; i++)
        {
            ratio += counts[i] * Math.Log(1 + (at * numbers[i]));
        }

        return Math.Max(2 * ratio, 0);
    }

    private static (double Sum, double Slope) Tilt(ReadOnlySpan<double> numbers, ReadOnlySpan<double> counts, double at)
    {
        var (sum, slope) = (0.0, 0.0);
        for (var i = 0; i < numbers.Length; i++)
        {
            var part = numbers[i] / (1 + (at * numbers[i]));
            sum += counts[i] * part;
            slope += counts[i] * part * part;
        }

        return (sum, slope);
    }
}
