using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Guarding;

namespace FollowUpAgent.Training.Challenges;

/// <summary>Both stages of a round and how it ended, as the ledger holds them.</summary>
internal sealed record LoggedRound
{
    /// <summary>The decision.</summary>
    public DecisionId Id { get; init; }

    /// <summary>Whom it was about.</summary>
    public ContactId? ContactId { get; init; }

    /// <summary>The sequence's key.</summary>
    public string Sequence { get; init; } = "";

    /// <summary>The step's key.</summary>
    public string Step { get; init; } = "";

    /// <summary>The slots that could be chosen.</summary>
    public string WhenActions { get; init; } = "[]";

    /// <summary>With which probabilities.</summary>
    public string WhenPropensities { get; init; } = "[]";

    /// <summary>The slot, or skip.</summary>
    public string Slot { get; init; } = "";

    /// <summary>With which probability.</summary>
    public double WhenPropensity { get; init; }

    /// <summary>What was known then.</summary>
    public string WhenContext { get; init; } = "{}";

    /// <summary>Which rules bounded the first stage.</summary>
    public string WhenRules { get; init; } = "[]";

    /// <summary>What the model was told then, or null.</summary>
    public string? WhenSettings { get; init; }

    /// <summary>The versions that could be sent; null where it did not come to that.</summary>
    public string? WhichActions { get; init; }

    /// <summary>With which probabilities.</summary>
    public string? WhichPropensities { get; init; }

    /// <summary>The version.</summary>
    public string? Version { get; init; }

    /// <summary>With which probability.</summary>
    public double? WhichPropensity { get; init; }

    /// <summary>What was known then.</summary>
    public string? WhichContext { get; init; }

    /// <summary>Which rules bounded the second stage.</summary>
    public string? WhichRules { get; init; }

    /// <summary>How the round ended.</summary>
    public string How { get; init; } = "";

    /// <summary>Whether it is evidence: what was drawn was done.</summary>
    public bool IsCarriedOut => How == RoundEnd.Skipped.ToText() || (How == RoundEnd.Sent.ToText() && Version is not null);

    /// <summary>The probability of all that was drawn.</summary>
    public double Propensity => WhenPropensity * (WhichPropensity ?? 1);

    /// <summary>The slots.</summary>
    public IReadOnlyList<string> Slots => Read<string>(WhenActions);

    /// <summary>Their probabilities.</summary>
    public IReadOnlyList<double> SlotPropensities => Read<double>(WhenPropensities);

    /// <summary>The versions; empty where it did not come to that.</summary>
    public IReadOnlyList<string> Versions => WhichActions is null ? [] : Read<string>(WhichActions);

    /// <summary>Their probabilities.</summary>
    public IReadOnlyList<double> VersionPropensities => WhichPropensities is null ? [] : Read<double>(WhichPropensities);

    /// <summary>The rules that took part in a stage.</summary>
    public IReadOnlyList<RuleApplied> RulesOf(string stage) => RuleApplied.Parse((stage == Decision.When ? WhenRules : WhichRules) ?? "[]");

    private static List<T> Read<T>(string json) => JsonSerializer.Deserialize<List<T>>(json)!;
}
