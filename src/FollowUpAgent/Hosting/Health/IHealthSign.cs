namespace FollowUpAgent.Hosting.Health;

/// <summary>One thing that <c>/health</c> and <c>check</c> look at. A room adds a sign for what only it can see.</summary>
internal interface IHealthSign
{
    /// <summary>Looks now; quick, and harmless to repeat.</summary>
    Task<HealthReading> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>What a sign saw.</summary>
/// <param name="Name">The sign's name, in kebab-case.</param>
/// <param name="State">How it is.</param>
/// <param name="Detail">What was seen, with the figure. No personal data, no secret.</param>
/// <param name="Advice">What to do, where something is wrong.</param>
internal sealed record HealthReading(string Name, HealthState State, string Detail, string? Advice = null);

/// <summary>How a sign stands.</summary>
internal enum HealthState
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Works, but a person should look.</summary>
    Warning,

    /// <summary>Does not work.</summary>
    Failing,
}
