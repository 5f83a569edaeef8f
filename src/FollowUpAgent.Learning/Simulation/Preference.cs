namespace FollowUpAgent.Learning.Simulation;

/// <summary>A true preference of the invented people, in log-odds of a good answer: the truth that an agent has to find.</summary>
/// <param name="Who">A feature of the person, or null for everybody.</param>
/// <param name="What">A feature of the mail or its time.</param>
/// <param name="LogOdds">How much it adds; below 0 puts people off.</param>
public sealed record Preference(Feature? Who, Feature What, double LogOdds)
{
    /// <summary>What it adds for this person and mail.</summary>
    public double For(Person person, Touch touch) =>
        (Who is null || person.Features.GetValueOrDefault(Who.Name) == Who.Value) && touch.Find(What.Name) == What.Value ? LogOdds : 0;
}

/// <summary>A feature and its value, as in length=short.</summary>
/// <param name="Name">The feature.</param>
/// <param name="Value">Its value.</param>
public sealed record Feature(string Name, string Value)
{
    /// <inheritdoc />
    public override string ToString() => $"{Name}={Value}";
}
