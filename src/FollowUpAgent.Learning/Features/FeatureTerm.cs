namespace FollowUpAgent.Learning.Features;

/// <summary>A feature as a schema knows it, looked up once: only its value differs between contacts.</summary>
/// <param name="Block">Its kind.</param>
/// <param name="Known">Its place in the schema, or -1.</param>
/// <param name="Name">Of a feature that the schema does not know: its name; else empty.</param>
/// <param name="Inherited">Of such a one: the place of the feature whose mean it inherits, or -1.</param>
internal readonly record struct FeatureTerm(FeatureBlock Block, int Known, string Name, int Inherited);

/// <summary>What a place, a variant or a slot adds to a row.</summary>
/// <param name="Own">The features that stand alone; each has the value 1.</param>
/// <param name="ByColumn">The product with each column of the context, in the order of the columns.</param>
/// <param name="Affinity">Of a slot: which of the schema's affinities belongs to it, or -1.</param>
internal sealed record FeatureTerms(IReadOnlyList<FeatureTerm> Own, IReadOnlyList<FeatureTerm> ByColumn, int Affinity = -1);
