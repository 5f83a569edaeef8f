using System.Diagnostics;
using FollowUpAgent.Hosting.Health;

namespace FollowUpAgent.Storage;

/// <summary>Says whether the database answers.</summary>
internal sealed class DatabaseSign(Database database) : IHealthSign
{
    /// <inheritdoc />
    public async Task<HealthReading> ReadAsync(CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            await database.ReadAsync(session => session.QueryValueAsync<int>("SELECT 1"), cancellationToken);
            return new HealthReading(
                "database", HealthState.Ok, $"{database.Description} answered in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms");
        }
        catch (DatabaseUnavailableException e)
        {
            return new HealthReading("database", HealthState.Failing, database.Description, e.Message);
        }
    }
}
