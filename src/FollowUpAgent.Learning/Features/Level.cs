namespace FollowUpAgent.Learning.Features;

/// <summary>A feature of a schema: a level of a block.</summary>
/// <param name="Block">The block.</param>
/// <param name="Label">Its name inside the block.</param>
/// <param name="Predecessor">Of a variant: the feature of the version before, whose mean it inherits; else -1.</param>
/// <param name="Sends">Of a variant: how many mature sends it has; else 0.</param>
public sealed record Level(FeatureBlock Block, string Label, int Predecessor = -1, long Sends = 0);

/// <summary>A feature that is the product of two others.</summary>
/// <param name="Block">The block.</param>
/// <param name="First">The place of the one level.</param>
/// <param name="Second">The place of the other.</param>
public sealed record Pair(FeatureBlock Block, int First, int Second);
