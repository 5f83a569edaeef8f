using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Decisions;

/// <summary>What is to be expected of one mail, as the rules of autonomy weigh it.</summary>
/// <param name="Value">What it is worth, in the goal's unit.</param>
/// <param name="OverBaseline">How much more that is than of business as usual: the step's first variant in the same slot. 0 where it is that one.</param>
/// <param name="Harm">How likely the contact unsubscribes or answers no.</param>
/// <param name="Evidence">How many mature sends of the variant the forecast rests on.</param>
/// <param name="IsNew">Whether nothing is known of the variant, or of a kind of contact that this one is.</param>
internal sealed record Prospect(double Value, double OverBaseline, OutcomeForecast Harm, long Evidence, bool IsNew);
