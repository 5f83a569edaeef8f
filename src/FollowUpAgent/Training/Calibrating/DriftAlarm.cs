using FollowUpAgent.Storage;

namespace FollowUpAgent.Training.Calibrating;

/// <summary>A version of a variant does something else than was forecast of it.</summary>
internal sealed record DriftAlarm
{
    /// <summary>Names it.</summary>
    public Guid Id { get; init; }

    /// <summary>When it was raised.</summary>
    public DateTimeOffset RaisedAt { get; init; }

    /// <summary>Where the change most likely began: decisions before then count half.</summary>
    public DateTimeOffset SinceAt { get; init; }

    /// <summary>The sequence's key.</summary>
    public string Sequence { get; init; } = "";

    /// <summary>The step's key.</summary>
    public string Step { get; init; } = "";

    /// <summary>The version.</summary>
    public string Version { get; init; } = "";

    /// <summary>The outcome's key.</summary>
    public string Outcome { get; init; } = "";

    /// <summary><c>better</c>: it happens more often than forecast; <c>worse</c>: less often.</summary>
    public string Drift { get; init; } = "";

    /// <summary>How often it was expected since the watch began.</summary>
    public double Expected { get; init; }

    /// <summary>How often it happened.</summary>
    public long Happened { get; init; }
}

/// <summary>The alarms' SQL.</summary>
internal static class DriftAlarmStore
{
    private const string Columns = "id, raised_at, since_at, sequence, step, version, outcome, drift, expected, happened";

    /// <summary>Keeps alarms.</summary>
    public static Task AddAlarmsAsync(this Session session, IReadOnlyList<DriftAlarm> alarms) => session.ExecuteEachAsync(
        $"INSERT INTO drift_alarm ({Columns}) VALUES (@Id, @RaisedAt, @SinceAt, @Sequence, @Step, @Version, @Outcome, @Drift, @Expected, @Happened)", alarms);

    /// <summary>Alarms that were raised from then until then, oldest first.</summary>
    public static Task<List<DriftAlarm>> FindAlarmsAsync(this Session session, DateTimeOffset from, DateTimeOffset until) => session.QueryAsync<DriftAlarm>(
        $"SELECT {Columns} FROM drift_alarm WHERE raised_at >= @from AND raised_at < @until ORDER BY raised_at, id", new { from, until });
}
