using FollowUpAgent.Hosting;
using FollowUpAgent.Learning.Evaluation;

namespace FollowUpAgent.Training.Calibrating;

/// <summary>Moves the watches of one outcome on by what came of mails. Pure but for the alarms' ids.</summary>
internal static class Watching
{
    /// <summary>Follows forecasts in the order of time.</summary>
    /// <returns>The watches that moved, and what they raised.</returns>
    public static (IReadOnlyList<WatchedVariant> Moved, IReadOnlyList<DriftAlarm> Raised) Follow(
        IReadOnlyList<Forecast> due, IEnumerable<WatchedVariant> watches, IEnumerable<Cohort> cohorts, IdSource ids, DateTimeOffset now)
    {
        var known = watches.ToDictionary(w => (w.Sequence, w.Step, w.Version));
        var came = cohorts.ToDictionary(c => (c.UntilAt, c.Sequence, c.Step, c.Version));
        var moved = new Dictionary<(string, string, string), WatchedVariant>();
        var raised = new List<DriftAlarm>();
        foreach (var forecast in due)
        {
            var key = (forecast.Sequence, forecast.Step, forecast.Version);
            if (!came.TryGetValue((forecast.UntilAt, forecast.Sequence, forecast.Step, forecast.Version), out var cohort))
            {
                continue;
            }

            var watched = (known.GetValueOrDefault(key) ?? WatchedVariant.Of(forecast)).After(forecast, cohort);
            known[key] = moved[key] = watched;
            if (watched.ToWatch().Drift is not Drift.None)
            {
                raised.Add(watched.ToAlarm(ids.New(), now));
            }
        }

        return ([.. moved.Values], raised);
    }
}

/// <summary>The watch of one version and outcome, as the database holds it.</summary>
internal sealed record WatchedVariant
{
    /// <summary>The sequence's key.</summary>
    public string Sequence { get; init; } = "";

    /// <summary>The step's key.</summary>
    public string Step { get; init; } = "";

    /// <summary>The version.</summary>
    public string Version { get; init; } = "";

    /// <summary>The outcome's key.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>The sum for twice the forecast.</summary>
    public double Up { get; init; }

    /// <summary>The sum for half of it.</summary>
    public double Down { get; init; }

    /// <summary>When <see cref="Up"/> was last 0.</summary>
    public DateTimeOffset UpSince { get; init; }

    /// <summary>When <see cref="Down"/> was last 0.</summary>
    public DateTimeOffset DownSince { get; init; }

    /// <summary>What was expected since the watch began.</summary>
    public double Expected { get; init; }

    /// <summary>What happened since then.</summary>
    public long Happened { get; init; }

    /// <summary>The sums. No property: those are columns.</summary>
    public DriftWatch ToWatch() => new(Up, Down);

    /// <summary>A watch that begins with this forecast.</summary>
    public static WatchedVariant Of(Forecast first) => new()
    {
        Sequence = first.Sequence,
        Step = first.Step,
        Version = first.Version,
        Outcome = first.Outcome,
        UpSince = first.FromAt,
        DownSince = first.FromAt,
    };

    /// <summary>The watch after these mails. After an alarm it begins anew.</summary>
    public WatchedVariant After(Forecast forecast, Cohort cohort)
    {
        var before = ToWatch().Drift is Drift.None ? this : Of(forecast);
        // Of mails that nobody could have seen it of, nothing was to be expected.
        var expected = forecast.Sent == 0 ? 0 : forecast.Expected * Math.Min(cohort.Seen, forecast.Sent) / forecast.Sent;
        var watch = before.ToWatch().After(expected, cohort.Happened);
        return before with
        {
            Up = watch.Up,
            Down = watch.Down,
            UpSince = watch.Up > 0 ? before.UpSince : forecast.UntilAt,
            DownSince = watch.Down > 0 ? before.DownSince : forecast.UntilAt,
            Expected = before.Expected + expected,
            Happened = before.Happened + cohort.Happened,
        };
    }

    /// <summary>The alarm that this watch raises.</summary>
    public DriftAlarm ToAlarm(Guid id, DateTimeOffset now) => new()
    {
        Id = id,
        RaisedAt = now,
        SinceAt = ToWatch().Drift is Drift.Better ? UpSince : DownSince,
        Sequence = Sequence,
        Step = Step,
        Version = Version,
        Outcome = Outcome,
        Drift = ToWatch().Drift is Drift.Better ? "better" : "worse",
        Expected = Expected,
        Happened = Happened,
    };
}
