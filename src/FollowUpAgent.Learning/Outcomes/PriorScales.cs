using FollowUpAgent.Learning.Features;

namespace FollowUpAgent.Learning.Outcomes;

/// <summary>
/// How far apart the levels of each kind of feature are expected to be: standard deviations on the logit scale. Three of them are
/// estimated where the log is rich enough; the others hang on them or stand fixed. Defaults: measured on real mail experiments.
/// </summary>
/// <param name="Interaction">A variant for a kind of contact, a variant in a slot; two thirds of it a slot for a kind of contact.</param>
/// <param name="Variant">A variant, a step; two fifths of it a trait, and a slot in all.</param>
/// <param name="Context">All columns of a context together.</param>
public sealed record PriorScales(double Interaction, double Variant, double Context)
{
    private const double Intercept = 1;
    private const double Sequence = 0.65;
    private const double Skip = 1;
    private const double Fraction = 0.4;
    private const double Affinity = 0.5;
    private const double Nothing = 0.001;

    /// <summary>What is expected before anything is known.</summary>
    public static PriorScales Default { get; } = new(0.03, 0.4, 0.5);

    /// <summary>The same scales where variants, slots and contexts do not act on each other.</summary>
    public PriorScales WithoutProducts() => this with { Interaction = Nothing };

    /// <summary>The standard deviation of a coefficient.</summary>
    /// <param name="block">Its kind.</param>
    /// <param name="columns">How many columns the context has.</param>
    public double Of(FeatureBlock block, int columns) => block switch
    {
        FeatureBlock.Intercept => Intercept,
        FeatureBlock.Sequence => Sequence,
        FeatureBlock.Skip => Skip,
        FeatureBlock.Context => Context / Math.Sqrt(Math.Max(columns, 1)),
        FeatureBlock.Step or FeatureBlock.Variant => Variant,
        FeatureBlock.Trait => Variant * Fraction,
        // A slot, its day and its part of the day share what was measured of slots.
        FeatureBlock.Slot or FeatureBlock.Day or FeatureBlock.Part => Variant * Fraction / Math.Sqrt(3),
        FeatureBlock.Affinity => Affinity,
        FeatureBlock.VariantContext or FeatureBlock.VariantSlot or FeatureBlock.ContextPair => Interaction,
        FeatureBlock.SlotContext => Interaction * 2 / 3,
        _ => throw new ArgumentOutOfRangeException(nameof(block), block, "No such block."),
    };
}
