namespace FollowUpAgent.Training.Evaluation;

/// <summary>What to read of a log file.</summary>
/// <param name="Action">The column that says what was done; null where nothing was tried.</param>
/// <param name="Reward">The column that says what came of it.</param>
/// <param name="Context">The columns that were known before; null for all that are left.</param>
/// <param name="Exclude">Columns to leave out.</param>
/// <param name="Propensity">uniform, empirical, or the column that says how likely the action was.</param>
internal sealed record SheetRequest(
    string? Action, string Reward, IReadOnlyList<string>? Context, IReadOnlyList<string> Exclude, string Propensity)
{
    /// <summary>All actions were as likely as each other.</summary>
    public const string Uniform = "uniform";

    /// <summary>Each action was as likely as it is frequent.</summary>
    public const string Empirical = "empirical";
}
