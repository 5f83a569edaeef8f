using System.Globalization;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Oversight.Approvals;

/// <summary>Says how many mails wait for a person's word.</summary>
internal sealed class ApprovalsSign(Database database, TimeProvider clock) : IHealthSign
{
    private const int MostCounted = 10_000;
    private static readonly TimeSpan Long = TimeSpan.FromDays(1);

    /// <inheritdoc />
    public async Task<HealthReading> ReadAsync(CancellationToken cancellationToken)
    {
        var seen = await database.ReadAsync(s => s.CountPendingAsync(MostCounted), cancellationToken);
        if (seen.Oldest is not { } oldest)
        {
            return new HealthReading("approvals", HealthState.Ok, "none wait");
        }

        var age = clock.GetUtcNow() - oldest;
        var detail = string.Create(CultureInfo.InvariantCulture, $"{seen.Pending} wait, the oldest for {age.TotalHours:0} hours");
        return age > Long
            ? new HealthReading("approvals", HealthState.Warning, detail, "'followup approvals' lists them; 'followup approvals approve --all' says yes to all that it lists.")
            : new HealthReading("approvals", HealthState.Ok, detail);
    }
}
