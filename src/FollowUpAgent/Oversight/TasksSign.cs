using System.Globalization;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Oversight;

/// <summary>Says how many tasks wait for a person, and whether that person knows.</summary>
internal sealed class TasksSign(Database database, TimeProvider clock) : IHealthSign
{
    private const int MostCounted = 10_000;
    private static readonly TimeSpan LongestUntold = TimeSpan.FromHours(1);

    /// <inheritdoc />
    public async Task<HealthReading> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var seen = await database.ReadAsync(s => s.CountOpenTasksAsync(now - LongestUntold, MostCounted), cancellationToken);
        var detail = seen.Oldest is { } oldest
            ? string.Create(CultureInfo.InvariantCulture, $"{seen.Open} open, the oldest for {(now - oldest).TotalHours:0} hours")
            : "none open";
        if (seen.Unowned > 0)
        {
            return new HealthReading(
                "tasks", HealthState.Warning, $"{detail}; {seen.Unowned} are nobody's, and nobody is told", "Set Tasks:Owner, or an Owner for each sequence; 'followup tasks' lists them.");
        }

        return seen.Untold > 0
            ? new HealthReading("tasks", HealthState.Warning, $"{detail}; of {seen.Untold} the owner could not be told", "See whether the relay answers; 'followup tasks' lists them.")
            : new HealthReading("tasks", HealthState.Ok, detail);
    }
}
