using System.Text.Json;
using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Reports.Reasons;
using FollowUpAgent.Rewards;

namespace FollowUpAgent.Reports;

/// <summary>One decision as a person reads it: its stages, how its round ended, and what it earned.</summary>
internal sealed record Explanation
{
    /// <summary>The decision.</summary>
    public required DecisionId Decision { get; init; }

    /// <summary>The sequence's key.</summary>
    public required string Sequence { get; init; }

    /// <summary>The step's key.</summary>
    public required string Step { get; init; }

    /// <summary>The round of the step.</summary>
    public required int Round { get; init; }

    /// <summary>The contact's group.</summary>
    public required string Group { get; init; }

    /// <summary>True once the contact was erased; context, forecasts and rules are gone then.</summary>
    public required bool Erased { get; init; }

    /// <summary>Sent, skipped, lapsed or stopped; null while the round is open.</summary>
    public string? Ended { get; init; }

    /// <summary>Why it ended so, where that needs a word.</summary>
    public string? EndReason { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The message that carries it out, once there is one.</summary>
    public MessageId? Message { get; init; }

    /// <summary>The state of that message.</summary>
    public string? MessageState { get; init; }

    /// <summary>When, then which; which is missing until the slot begins.</summary>
    public required IReadOnlyList<Stage> Stages { get; init; }

    /// <summary>What people were asked about it and did; null where nobody was asked.</summary>
    public PeoplesAnswer? Answer { get; init; }

    /// <summary>What it earned so far.</summary>
    public required IReadOnlyList<string> Earned { get; init; }

    /// <summary>Puts together what the ledger, the outbox and the rewards say about these rows, oldest decision first.</summary>
    public static IReadOnlyList<Explanation> Of(
        IReadOnlyList<Decision> rows,
        IReadOnlyDictionary<DecisionId, ClosedRound> ends,
        IEnumerable<OutboxMessage> messages,
        ILookup<DecisionId, Reward> rewards)
    {
        var byDecision = messages.ToDictionary(m => m.DecisionId);
        return [.. rows.GroupBy(r => r.Id).OrderBy(g => g.Min(r => r.DecidedAt)).Select(group =>
        {
            var first = group.First();
            var end = ends.GetValueOrDefault(group.Key);
            var message = byDecision.GetValueOrDefault(group.Key);
            return new Explanation
            {
                Decision = group.Key,
                Sequence = first.Sequence,
                Step = first.Step,
                Round = first.Round,
                Group = first.GroupName,
                Erased = first.Erased,
                Ended = end?.How,
                EndReason = end?.Reason,
                EndedAt = end?.ClosedAt,
                Message = message?.Id,
                MessageState = message?.State,
                Stages = [.. group.OrderBy(r => r.Stage, StringComparer.Ordinal).Select(Stage.Of)],
                Earned = [.. rewards[group.Key].Select(r => r.Outcome)],
            };
        })];
    }
}

/// <summary>One stage of a decision.</summary>
/// <param name="Name">When or which.</param>
/// <param name="DecidedAt">When it was drawn.</param>
/// <param name="Chosen">The action.</param>
/// <param name="Propensity">The probability with which it was drawn.</param>
/// <param name="Options">All eligible actions.</param>
/// <param name="Removed">The actions that rules took away.</param>
/// <param name="Snapshot">What forecast, or null where no model took part.</param>
/// <param name="Seed">What the draw was made with.</param>
/// <param name="Configuration">The version of the configuration in force.</param>
/// <param name="Context">What was known.</param>
internal sealed record Stage(
    string Name,
    DateTimeOffset DecidedAt,
    string Chosen,
    double Propensity,
    IReadOnlyList<StageOption> Options,
    IReadOnlyList<RemovedAction> Removed,
    SnapshotId? Snapshot,
    long Seed,
    string Configuration,
    JsonElement Context)
{
    /// <summary>What spoke for the chosen action and against the next best; null where no model took part, or nobody asked.</summary>
    public DecisionReasons? Reasons { get; init; }

    /// <summary>The directives that lay over the settings when it was drawn, in their order; none where the configuration's version names none.</summary>
    public IReadOnlyList<DirectiveId> Directives { get; init; } = [];

    /// <summary>The actions whose probability rules bounded.</summary>
    public IReadOnlyList<BoundedAction> Bounded { get; init; } = [];

    /// <summary>The same with who answers for the rules, and why they are there, as far as they still are.</summary>
    public Stage With(Guardrails rules) => this with
    {
        Removed = [.. Removed.Select(r => r with { Owner = rules.Find(r.Rule)?.Owner, Reason = rules.Find(r.Rule)?.Reason })],
        Bounded = [.. Bounded.Select(b => b with { Owner = rules.Find(b.Rule)?.Owner, Reason = rules.Find(b.Rule)?.Reason })],
    };

    /// <summary>The stage of a ledger row.</summary>
    public static Stage Of(Decision row)
    {
        var actions = JsonSerializer.Deserialize<string[]>(row.Actions)!;
        var propensities = JsonSerializer.Deserialize<double[]>(row.Propensities)!;
        var forecasts = row.Forecasts is null ? null : JsonSerializer.Deserialize<double[][]>(row.Forecasts);
        var rules = RuleApplied.Parse(row.Rules);
        return new Stage(
            row.Stage,
            row.DecidedAt,
            row.Chosen,
            row.Propensity,
            [.. actions.Select((action, i) => new StageOption(action, propensities[i], forecasts?[i][0], forecasts?[i][1]))],
            [.. rules.Where(r => !r.IsBound).Select(r => new RemovedAction(r.Rule, r.Action))],
            row.SnapshotId,
            row.Seed,
            row.Configuration,
            JsonSerializer.Deserialize<JsonElement>(row.Context))
        {
            Bounded = [.. rules.Where(r => r.IsBound).Select(r => new BoundedAction(r.Rule, r.Action, r.Least ?? 0, r.Most ?? 1))],
        };
    }
}

/// <summary>An action that could have been drawn.</summary>
/// <param name="Action">The action.</param>
/// <param name="Probability">The probability with which it would be drawn.</param>
/// <param name="Expected">Its expected value in the goal's unit, or null where no model took part.</param>
/// <param name="Deviation">The uncertainty of that value.</param>
internal sealed record StageOption(string Action, double Probability, double? Expected, double? Deviation);

/// <summary>An action that a rule took away.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Action">The action; <see cref="RuleApplied.Sending"/> for all that send.</param>
internal sealed record RemovedAction(string Rule, string Action)
{
    /// <summary>Who answers for the rule, where it is a guardrail that is still there.</summary>
    public string? Owner { get; init; }

    /// <summary>Why it is there.</summary>
    public string? Reason { get; init; }
}

/// <summary>Actions that a rule gave a least or a most probability together.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Action">The keys of the variants, or <see cref="RuleApplied.Sending"/>.</param>
/// <param name="Least">From 0.</param>
/// <param name="Most">Up to 1.</param>
internal sealed record BoundedAction(string Rule, string Action, double Least, double Most)
{
    /// <summary>Who answers for the rule, where it is still there.</summary>
    public string? Owner { get; init; }

    /// <summary>Why it is there.</summary>
    public string? Reason { get; init; }
}
