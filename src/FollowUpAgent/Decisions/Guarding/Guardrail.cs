using System.Globalization;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Decisions.Guarding;

/// <summary>A rule that no decision breaks, with who answers for it and why.</summary>
internal sealed record Guardrail
{
    /// <summary>Over how long shares of volume count by default.</summary>
    public static readonly TimeSpan UsualWindow = TimeSpan.FromDays(7);

    /// <summary>Over how long budgets count by default.</summary>
    public static readonly TimeSpan BudgetWindow = TimeSpan.FromDays(28);

    /// <summary>Its name; the ledger names it so.</summary>
    public required string Key { get; init; }

    /// <summary>What it forbids.</summary>
    public required GuardrailKind Kind { get; init; }

    /// <summary>Who answers for it.</summary>
    public required string Owner { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>The sequence, or null for all.</summary>
    public string? Sequence { get; init; }

    /// <summary>The step, or null for all.</summary>
    public string? Step { get; init; }

    /// <summary>The variant's key, or null.</summary>
    public string? Variant { get; init; }

    /// <summary>The trait's name and value, or null.</summary>
    public (string Name, string Value)? Trait { get; init; }

    /// <summary>Whom it is about, or null for everybody.</summary>
    public Segment? Segment { get; init; }

    /// <summary>How much, of a share.</summary>
    public double Share { get; init; }

    /// <summary>Whether the share is one of the segment's volume.</summary>
    public bool IsOfVolume { get; init; }

    /// <summary>The most events a mail, of a budget.</summary>
    public double Rate { get; init; }

    /// <summary>Which events, of a budget.</summary>
    public BudgetOf BudgetOf { get; init; }

    /// <summary>The first day on which it holds.</summary>
    public DateOnly From { get; init; } = DateOnly.MinValue;

    /// <summary>The day from which it holds no more.</summary>
    public DateOnly Until { get; init; } = DateOnly.MaxValue;

    /// <summary>Days without mails.</summary>
    public IReadOnlyList<Blackout> Dates { get; init; } = [];

    /// <summary>Over how long shares of volume count.</summary>
    public TimeSpan Within { get; init; } = UsualWindow;

    /// <summary>Whether it is about some variants only.</summary>
    public bool NamesVariants => Variant is not null || Trait is not null;

    /// <summary>Whether it bounds the probability of variants.</summary>
    public bool IsShareOfVariants => Kind is GuardrailKind.AtLeast or GuardrailKind.AtMost && !IsOfVolume;

    /// <summary>The least that its variants have together.</summary>
    public double Least => Kind is GuardrailKind.AtLeast ? Share : 0;

    /// <summary>The most that its variants have together.</summary>
    public double Most => Kind is GuardrailKind.AtMost ? Share : 1;

    /// <summary>The most that those have of the volume whom it limits.</summary>
    public double VolumeLimit => Kind is GuardrailKind.AtMost ? Share : 1 - Share;

    /// <summary>Whether a contact is one of those whose volume it limits: at most so much for a segment, or for all others.</summary>
    public bool Limits(SegmentFacts facts) => (Kind is GuardrailKind.AtMost) == Segment!.Holds(facts);

    /// <summary>Whether it holds on a day.</summary>
    public bool HoldsOn(DateOnly day) => From <= day && day < Until;

    /// <summary>Whether it is about a step.</summary>
    public bool Covers(string sequence, string step) => (Sequence ?? sequence) == sequence && (Step ?? step) == step;

    /// <summary>Whether it is about a variant.</summary>
    public bool Names(Variant variant) =>
        NamesVariants && (Variant ?? variant.Key) == variant.Key
        && (Trait is not var (name, value) || (variant.Traits.TryGetValue(name, out var its) && string.Equals(its, value, StringComparison.OrdinalIgnoreCase)));

    /// <summary>What it says, in words.</summary>
    public string InWords
    {
        get
        {
            var what = string.Join(" and ", new[] { Variant is null ? null : $"variant {Variant}", Trait is var (name, value) ? $"{name}={value}" : null }.OfType<string>());
            var rule = Kind switch
            {
                GuardrailKind.Never => NamesVariants ? $"never {what}" : "no mail",
                GuardrailKind.AtLeast => string.Create(CultureInfo.InvariantCulture, $"at least {Share:0.##} {(IsOfVolume ? "of all mails" : what)}"),
                GuardrailKind.AtMost => string.Create(CultureInfo.InvariantCulture, $"at most {Share:0.##} {(IsOfVolume ? "of all mails" : what)}"),
                GuardrailKind.Budget => string.Create(CultureInfo.InvariantCulture, $"at most {Rate:P2} {(BudgetOf is Guarding.BudgetOf.Complaints ? "complaints" : "unsubscribes")} of the mails of {Within.TotalDays:0.#} days"),
                GuardrailKind.Quiet => $"no mail on {string.Join(", ", Dates.Select(d => d.Text))}",
                _ => throw new InvalidOperationException($"No such kind of guardrail: {Kind}."),
            };
            return $"{rule}{(Segment is null ? "" : $" to {Segment.Key}")}{(Sequence is null ? "" : $" in {Sequence}{(Step is null ? "" : $"/{Step}")}")}";
        }
    }
}

/// <summary>What a guardrail forbids.</summary>
internal enum GuardrailKind
{
    /// <summary>These variants, or any mail.</summary>
    Never,

    /// <summary>Less than a share.</summary>
    AtLeast,

    /// <summary>More than a share.</summary>
    AtMost,

    /// <summary>Mails on some days.</summary>
    Quiet,

    /// <summary>More complaints or unsubscribes than some rate: exploring at first, then sending.</summary>
    Budget,
}

/// <summary>What a budget is of.</summary>
internal enum BudgetOf
{
    /// <summary>Contacts who marked a mail as spam.</summary>
    Complaints,

    /// <summary>Contacts who unsubscribed.</summary>
    Unsubscribes,
}

/// <summary>What a share is of.</summary>
internal enum ShareOf
{
    /// <summary>The probability with which a mail is one of the variants.</summary>
    Variant,

    /// <summary>The mails of the last days.</summary>
    Volume,
}
