using FollowUpAgent.Hosting.Health;

namespace FollowUpAgent.Oversight.Directives;

/// <summary>Says which directives hold, which cannot hold any more, and where the configuration was changed under one.</summary>
internal sealed class DirectivesSign(DirectiveDesk desk, IConfiguration configuration) : IHealthSign
{
    private const string Name = "directives";

    /// <inheritdoc />
    public async Task<HealthReading> ReadAsync(CancellationToken cancellationToken)
    {
        var steering = await desk.ReadAsync(cancellationToken);
        if (steering.SetAside is [var first, ..])
        {
            return new HealthReading(
                Name,
                HealthState.Failing,
                $"{steering.SetAside.Count} do not go with the configuration any more and have no effect: {string.Join(", ", steering.SetAside.Select(s => s.Directive.Id))}",
                $"{first.Faults[0]} End it with 'followup directive end {first.Directive.Id}', or mend the settings.");
        }

        var changed = steering.InForce.SelectMany(d => d.ContradictedBy(configuration).Select(c => (Directive: d, c.Key, c.Seen, c.Now))).ToList();
        if (changed is [var one, ..])
        {
            return new HealthReading(
                Name,
                HealthState.Warning,
                $"{steering.InForce.Count} in force; the settings under them have changed: "
                    + string.Join(", ", changed.Select(c => $"{c.Key} from {c.Seen ?? "nothing"} to {c.Now ?? "nothing"} under {c.Directive.Id}")),
                $"The directive still holds. If the new setting is meant, end it with 'followup directive end {one.Directive.Id}'; else make it anew.");
        }

        return new HealthReading(Name, HealthState.Ok, Detail(steering));
    }

    private static string Detail(Steering steering)
    {
        var held = steering.InForce.Count == 0 ? "none in force" : $"{steering.InForce.Count} in force";
        var pauses = steering.Pauses;
        return pauses.Everything ? $"{held}; everything is paused"
            : pauses.Sequences.Count > 0 ? $"{held}; paused: {string.Join(", ", pauses.Sequences.Order(StringComparer.Ordinal))}"
            : held;
    }
}
