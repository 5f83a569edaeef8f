namespace FollowUpAgent.Learning.Simulation;

/// <summary>A mail as it reaches a person: what it looks like, and when.</summary>
/// <param name="Traits">What can be seen of the text: length (short, long), question (yes, no), cta (link, reply).</param>
/// <param name="Part">The part of the person's own day: morning, afternoon, evening.</param>
public sealed record Touch(IReadOnlyDictionary<string, string> Traits, string Part)
{
    /// <summary>The value of a feature of the mail, or null where it has no such feature.</summary>
    public string? Find(string feature) => feature == "part" ? Part : Traits.GetValueOrDefault(feature);
}
