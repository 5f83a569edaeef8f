namespace FollowUpAgent.Learning.Features;

/// <summary>The kinds of features. Each kind has its own prior scale; see <see cref="Outcomes.PriorScales"/>.</summary>
public enum FeatureBlock
{
    /// <summary>The one feature that every row has.</summary>
    Intercept,

    /// <summary>The sequence.</summary>
    Sequence,

    /// <summary>The step of a sequence.</summary>
    Step,

    /// <summary>Nothing is sent.</summary>
    Skip,

    /// <summary>A column of what is known of the contact.</summary>
    Context,

    /// <summary>A version of a variant.</summary>
    Variant,

    /// <summary>A trait that variants share, so that learning carries over between them.</summary>
    Trait,

    /// <summary>A slot: a day and a part of it.</summary>
    Slot,

    /// <summary>The day of a slot, over all parts.</summary>
    Day,

    /// <summary>The part of the day of a slot, over all days.</summary>
    Part,

    /// <summary>How much more often than others the contact engages at the slot's part of the day.</summary>
    Affinity,

    /// <summary>A variant for a kind of contact.</summary>
    VariantContext,

    /// <summary>A slot for a kind of contact.</summary>
    SlotContext,

    /// <summary>A variant in a slot.</summary>
    VariantSlot,

    /// <summary>Two columns of a context together; only a prediction of the outcome has use for it.</summary>
    ContextPair,
}
