using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace FollowUpAgent.Learning.Dormancy;

/// <summary>Which coefficients: those of everybody, or what is added for who is written to.</summary>
internal enum EffectArm
{
    Alone,
    Added,
}

/// <summary>Draws of the coefficients of one outcome. Feature after feature, so that all draws of a contact are computed in one go.</summary>
/// <param name="features">The number of features, the intercept apart.</param>
/// <param name="draws">How many draws.</param>
internal sealed class EffectDraws(int features, int draws)
{
    private readonly double[] numbers = new double[2 * (features + 1) * draws];

    /// <summary>Sets a coefficient; 0 is the intercept, or the effect of writing itself.</summary>
    public void Set(EffectArm arm, int coefficient, int draw, double value) => numbers[StartOf(arm, coefficient) + draw] = value;

    /// <summary>The probabilities of a contact, draw by draw.</summary>
    public void Predict(ReadOnlySpan<double> contact, Span<double> alone, Span<double> written)
    {
        Add(EffectArm.Alone, contact, alone);
        Add(EffectArm.Added, contact, written);
        TensorPrimitives.Add(alone, written, written);
        TensorPrimitives.Sigmoid<double>(alone, alone);
        TensorPrimitives.Sigmoid<double>(written, written);
    }

    /// <summary>The numbers for a row in the database; single precision is far more than draws need.</summary>
    public string ToText() => Convert.ToBase64String(MemoryMarshal.AsBytes<float>(Array.ConvertAll(numbers, n => (float)n)));

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    public static EffectDraws Parse(string text, int features, int draws)
    {
        var read = new EffectDraws(features, draws);
        var stored = MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(text));
        if (stored.Length != read.numbers.Length)
        {
            throw new FormatException($"{stored.Length} numbers; {features} features and {draws} draws have {read.numbers.Length}.");
        }

        for (var i = 0; i < stored.Length; i++)
        {
            read.numbers[i] = stored[i];
        }

        return read;
    }

    private void Add(EffectArm arm, ReadOnlySpan<double> contact, Span<double> logits)
    {
        numbers.AsSpan(StartOf(arm, 0), draws).CopyTo(logits);
        for (var i = 0; i < features; i++)
        {
            if (contact[i] != 0)
            {
                TensorPrimitives.MultiplyAdd(numbers.AsSpan(StartOf(arm, i + 1), draws), contact[i], logits, logits);
            }
        }
    }

    private int StartOf(EffectArm arm, int coefficient) => (((arm is EffectArm.Alone ? 0 : features + 1) + coefficient) * draws);
}
