using System.Globalization;
using System.Text.Json;
using FollowUpAgent.Decisions;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Rewards;

namespace FollowUpAgent.Reports.Ledger;

/// <summary>
/// One stage of one decision for other programs: what was proposed and with which probabilities, what people had done instead, how its round
/// ended and what it earned. Of people it has ids alone: neither what was known of the contact nor who answered.
/// </summary>
internal static class LedgerLine
{
    /// <summary>The names of the columns.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Of(new Decision { Settings = null }, null, null, []).Select(c => c.Name)];

    /// <summary>The columns of a ledger row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="approval">What people were asked and did, or null.</param>
    /// <param name="end">The end of its round, or null while it is open.</param>
    /// <param name="rewards">What the decision earned; both stages of it say so.</param>
    public static IReadOnlyList<LedgerCell> Of(Decision row, Approval? approval, ClosedRound? end, IEnumerable<Reward> rewards) =>
    [
        new("decision", $"{row.Id}"),
        new("stage", row.Stage),
        new("enrollment", $"{row.EnrollmentId}"),
        new("contact", row.ContactId?.ToString()),
        new("sequence", row.Sequence),
        new("step", row.Step),
        Json("round", row.Round),
        new("group", row.GroupName),
        new("decided_at", Time(row.DecidedAt)),
        new("snapshot", row.SnapshotId?.ToString()),
        new("configuration", row.Configuration),
        new("actions", row.Actions, IsJson: true),
        new("propensities", row.Propensities, IsJson: true),
        new("forecasts", row.Forecasts, IsJson: true),
        new("rules", row.Rules, IsJson: true),
        new("chosen", row.Chosen),
        Json("propensity", row.Propensity),
        new("approval", approval?.State),
        new("answered_at", Time(approval?.AnsweredAt)),
        new("done_slot", approval?.DoneSlot),
        new("done_variant", approval?.DoneVariant),
        Json("own_text", approval?.Edited is not null),
        new("end", end?.How),
        new("end_reason", end?.Reason),
        new("ended_at", Time(end?.ClosedAt)),
        Json("rewards", rewards.Select(r => new { outcome = r.Outcome, at = Time(r.OccurredAt) })),
        Json("erased", row.Erased),
    ];

    private static LedgerCell Json(string name, object value) => new(name, JsonSerializer.Serialize(value), IsJson: true);

    private static string? Time(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}

/// <summary>One cell.</summary>
/// <param name="Name">Its column.</param>
/// <param name="Text">What it says, or null.</param>
/// <param name="IsJson">Whether that is JSON: a list, a number, a yes or no.</param>
internal sealed record LedgerCell(string Name, string? Text, bool IsJson = false);
