namespace FollowUpAgent.Learning.Dormancy;

/// <summary>One try to win a lost lead back, or one that was left alone by chance; its time is over.</summary>
/// <param name="Features">What was known of the contact then, each about as large as a standard deviation.</param>
/// <param name="IsWritten">Whether it was written to.</param>
/// <param name="Happened">By outcome: whether it happened.</param>
public sealed record RevivalRow(IReadOnlyList<double> Features, bool IsWritten, IReadOnlyList<bool> Happened);

/// <summary>An outcome of a revival, and what is believed of it before anything is known.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Weight">The value of one.</param>
/// <param name="RateWritten">How often it is expected where one writes, above 0 and below 1.</param>
/// <param name="RateAlone">How often where one does not.</param>
public sealed record RevivalOutcome(string Key, double Weight, double RateWritten, double RateAlone);

/// <summary>What is believed of features and of the effect of writing before anything is known; on the logit scale.</summary>
/// <param name="EffectDeviation">The standard deviation of the effect around what the rates of an outcome say.</param>
/// <param name="Slopes">By feature: what one unit of it is expected to add to the logit, whoever writes.</param>
public sealed record RevivalPrior(double EffectDeviation, IReadOnlyList<double> Slopes);
