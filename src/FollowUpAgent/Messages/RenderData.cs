namespace FollowUpAgent.Messages;

/// <summary>What one rendering may read: every field of the template by name (missing ones are null), and where tracked links lead.</summary>
internal sealed record RenderData(Dictionary<string, object?> Fields, Func<TrackedLink, string> AddressOf);
