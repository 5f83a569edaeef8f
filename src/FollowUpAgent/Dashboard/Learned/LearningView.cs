using System.Text.Json;
using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Evidence;

namespace FollowUpAgent.Dashboard.Learned;

/// <summary>What the page of learning shows.</summary>
internal sealed record LearningView
{
    /// <summary>The reward per contact over time.</summary>
    public required IReadOnlyList<Curve> Curves { get; init; }

    /// <summary>The week of the report that the variants' evidence is of; null where none was made yet.</summary>
    public required string? Week { get; init; }

    /// <summary>What is known of variants, by step, the best of a step first.</summary>
    public required IReadOnlyList<IReadOnlyList<VariantEvidence>> Steps { get; init; }

    /// <summary>What serves; null before the first decision.</summary>
    public required Snapshot? Serving { get; init; }

    /// <summary>Whether it expects what happened in its own training rows, by outcome.</summary>
    public required IReadOnlyList<FitLine> Fits { get; init; }

    /// <summary>What was forecast of mails before they went out, and what came of them, by outcome.</summary>
    public required IReadOnlyList<ForecastLine> Forecasts { get; init; }

    /// <summary>What the gate said of changed recipes, and which variants did something else than was forecast; newest first.</summary>
    public required IReadOnlyList<Sentence> Changes { get; init; }

    /// <summary>Snapshots, newest first.</summary>
    public required IReadOnlyList<SnapshotLine> Snapshots { get; init; }

    /// <summary>Where the next page of snapshots begins; null where there is none.</summary>
    public required DateTimeOffset? Next { get; init; }

    /// <summary>Whether these are not the newest ones.</summary>
    public required bool IsOlder { get; init; }
}

/// <summary>How the fit of one outcome went, of a snapshot's diagnostics.</summary>
/// <param name="Outcome">The outcome's key.</param>
/// <param name="Mature">How many observations were past its window.</param>
/// <param name="Calibration">Whether it expects what happened; null where nothing was seen.</param>
internal sealed record FitLine(string Outcome, long Mature, Calibration? Calibration)
{
    /// <summary>Those of a snapshot; none where it was made of priors.</summary>
    public static IReadOnlyList<FitLine> Of(string? diagnostics) =>
        diagnostics is null ? [] : JsonSerializer.Deserialize<Kept>(diagnostics, JsonSerializerOptions.Web)?.Outcomes ?? [];

    private sealed record Kept(IReadOnlyList<FitLine>? Outcomes);
}

/// <summary>How often an outcome was expected of mails that went out since, and how often it came.</summary>
/// <param name="Outcome">The outcome's key.</param>
/// <param name="Expected">How often it was expected.</param>
/// <param name="Happened">How often it happened.</param>
internal sealed record ForecastLine(string Outcome, double Expected, long Happened)
{
    /// <summary>By how many standard deviations more than expected; each mail counts as a rare one.</summary>
    public double Score => (Happened - Expected) / Math.Sqrt(Math.Max(Expected, 1));
}

/// <summary>A snapshot without what it learned.</summary>
internal sealed class SnapshotLine
{
    public SnapshotId Id { get; set; }

    public string Recipe { get; set; } = "";

    public DateTimeOffset MadeAt { get; set; }

    public long TrainingRows { get; set; }

    public string? Refused { get; set; }
}
