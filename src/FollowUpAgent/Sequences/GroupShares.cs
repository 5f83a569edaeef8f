namespace FollowUpAgent.Sequences;

/// <summary>How new contacts are shared out over the groups; the four shares add up to 1.</summary>
internal sealed record GroupShares(double Treatment, double Control, double Baseline, double Holdout, AllotmentUnit Unit);

/// <summary>What is allotted to a group as one.</summary>
internal enum AllotmentUnit
{
    Contact,
    Company,
}
