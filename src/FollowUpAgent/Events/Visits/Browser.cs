namespace FollowUpAgent.Events.Visits;

/// <summary>What the script on a page says of its browser.</summary>
/// <param name="Visitor">The key by which the browser is recognised; null before its user agreed to that.</param>
/// <param name="IsForgotten">Whether its user takes the consent back; then nothing else is meant.</param>
internal sealed record Browser(byte[]? Visitor, bool IsForgotten);
