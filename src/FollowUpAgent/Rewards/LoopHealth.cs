using FollowUpAgent.Decisions;
using FollowUpAgent.Events;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Rewards;

/// <summary>
/// Says whether the circle is closed: that what is sent is heard of, that what is heard is understood, and that what is understood is
/// learned from. Cheap: every figure comes from an index and is counted up to a limit; kept for a minute.
/// </summary>
internal sealed class LoopHealth(Database database, WebhooksOptions webhooks, OutcomeCatalog outcomes, TimeProvider clock)
{
    private const double MostUnheard = 0.2;
    private const double MostAboutNobody = 0.2;
    private const double MostWeak = 0.5;
    private const int LeastToJudge = 20;
    private const double LongerThanUsual = 3;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan OldestSnapshot = TimeSpan.FromDays(3);

    private Reading? last;

    /// <summary>All figures, each with what to do where it is an alarm.</summary>
    public async Task<IReadOnlyList<HealthReading>> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (last is { } known && now - known.At < Kept && now >= known.At)
        {
            return known.Readings;
        }

        IReadOnlyList<HealthReading> readings = await database.ReadAsync(
            async session => (List<HealthReading>)
            [
                await ReadDeliveriesAsync(session, now),
                await ReadSilenceAsync(session, now),
                await ReadNobodyAsync(session),
                await ReadWeakAsync(session, now),
                await ReadMaturedAsync(session, now),
                await ReadSnapshotAsync(session, now),
                await ReadPropensitiesAsync(session, now),
            ],
            cancellationToken);
        last = new Reading(now, readings);
        return readings;
    }

    private async Task<HealthReading> ReadDeliveriesAsync(Session session, DateTimeOffset now)
    {
        var relays = webhooks.Providers.Values.Select(p => p.Relay).Distinct().ToArray();
        if (relays.Length == 0)
        {
            return new HealthReading("loop-deliveries", HealthState.Ok, "no provider reports deliveries; bounces come by mail, if at all");
        }

        var sends = await session.CountUnheardSendsAsync(relays, now);
        return Judge(
            "loop-deliveries",
            sends,
            MostUnheard,
            $"{sends.Part} of the last {sends.Whole} mails that are a day old were never reported on",
            "Look at the provider's page of webhooks: the address, the event kinds that are switched on, and its log of failed posts.");
    }

    private async Task<HealthReading> ReadSilenceAsync(Session session, DateTimeOffset now)
    {
        var silent = new List<string>();
        var endpoints = webhooks.Sources.Keys.Select(s => $"events/{s}").Concat(webhooks.Providers.Select(p => $"{p.Value.Provider}/{p.Key}")).ToList();
        foreach (var endpoint in endpoints)
        {
            var times = await session.FindDeliveryTimesAsync(endpoint);
            var longest = times.Zip(times.Skip(1), (later, earlier) => later - earlier).DefaultIfEmpty(TimeSpan.Zero).Max();
            var bound = TimeSpan.FromTicks(Math.Max(TimeSpan.FromDays(1).Ticks, (long)(longest.Ticks * LongerThanUsual)));
            if (times.Count >= LeastToJudge && now - times[0] > bound)
            {
                silent.Add($"{endpoint} for {(now - times[0]).TotalDays:0.0} days");
            }
        }

        return silent.Count == 0
            ? new HealthReading("loop-silence", HealthState.Ok, $"{endpoints.Count} webhooks, none silent longer than usual")
            : new HealthReading(
                "loop-silence", HealthState.Warning, $"silent longer than usual: {string.Join(", ", silent)}", "See whether the sender still posts here, and what we answer: 401 is a changed secret, 404 a changed name.");
    }

    private static async Task<HealthReading> ReadNobodyAsync(Session session)
    {
        var events = await session.CountEventsOfNobodyAsync();
        return Judge(
            "loop-nobody",
            events,
            MostAboutNobody,
            $"{events.Part} of the last {events.Whole} events name no message and no contact of ours",
            "See what the source sends as messageId or email; another system's mails may come by the same webhook.");
    }

    private static async Task<HealthReading> ReadWeakAsync(Session session, DateTimeOffset now)
    {
        var replies = await session.CountWeakRepliesAsync(now);
        return Judge(
            "loop-weak-replies",
            replies,
            MostWeak,
            $"{replies.Part} of {replies.Whole} replies of the last month were matched by address or subject alone",
            "See whether a gateway takes In-Reply-To and References out of replies, or rewrites our Message-ID.");
    }

    private async Task<HealthReading> ReadMaturedAsync(Session session, DateTimeOffset now)
    {
        var decisions = await session.CountMaturedAsync(now - outcomes.LongestOutcomeWindow, now);
        return new HealthReading(
            "loop-matured", HealthState.Ok, $"of {decisions.Whole} decisions of the last two windows {decisions.Part} are past the longest window and final");
    }

    private static async Task<HealthReading> ReadSnapshotAsync(Session session, DateTimeOffset now)
    {
        var (madeAt, refused) = await session.FindFitsAsync();
        if (refused > 0)
        {
            return new HealthReading(
                "loop-snapshot", HealthState.Warning, $"{refused} fits refused since the one that serves", "Run 'followup train': it says why. The older snapshot keeps serving.");
        }

        return madeAt is { } made && now - made > OldestSnapshot
            ? new HealthReading(
                "loop-snapshot", HealthState.Warning, $"the snapshot that serves is {(now - made).TotalDays:0} days old", "See whether the nightly job runs ('followup run' at night), or run 'followup train'.")
            : new HealthReading("loop-snapshot", HealthState.Ok, madeAt is null ? "nothing was fitted yet" : "fitted of late, none refused since");
    }

    private static async Task<HealthReading> ReadPropensitiesAsync(Session session, DateTimeOffset now)
    {
        var without = await session.CountWithoutPropensityAsync(now);
        return without == 0
            ? new HealthReading("loop-propensities", HealthState.Ok, "every decision of the last day has its propensity")
            : new HealthReading(
                "loop-propensities", HealthState.Failing, $"{without} decisions of the last day have no propensity", "Stop the agent and report this: such decisions cannot be judged.");
    }

    private static HealthReading Judge(string name, Share share, double most, string detail, string advice) =>
        share.Whole >= LeastToJudge && share.Part > most * share.Whole
            ? new HealthReading(name, HealthState.Warning, detail, advice)
            : new HealthReading(name, HealthState.Ok, detail);

    private sealed record Reading(DateTimeOffset At, IReadOnlyList<HealthReading> Readings);
}

/// <summary>A part of a whole.</summary>
internal sealed record Share
{
    /// <summary>Those with the property.</summary>
    public int Part { get; init; }

    /// <summary>All that were looked at.</summary>
    public int Whole { get; init; }
}

/// <summary>One figure of <see cref="LoopHealth"/> as a sign.</summary>
internal sealed class LoopSign(LoopHealth health, int place) : IHealthSign
{
    /// <summary>How many figures there are.</summary>
    public const int Places = 7;

    /// <inheritdoc />
    public async Task<HealthReading> ReadAsync(CancellationToken cancellationToken) => (await health.ReadAsync(cancellationToken))[place];
}
