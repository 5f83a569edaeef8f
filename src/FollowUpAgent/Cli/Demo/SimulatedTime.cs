using System.Diagnostics;
using FollowUpAgent.Delivery;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Cli.Demo;

/// <summary>Who lives in a simulation: gets mails and acts, at moments of its own.</summary>
internal interface IInhabitants
{
    /// <summary>Takes in what was sent until now.</summary>
    Task ReadMailsAsync(CancellationToken cancellationToken);

    /// <summary>Lets everybody act whose time comes until then; may move the clock that far.</summary>
    Task ActUntilAsync(DateTimeOffset until, CancellationToken cancellationToken);
}

/// <summary>
/// Lets business time pass through the real pipeline: runs every pump until none moves anything, then jumps to what comes next. No timer,
/// no second thread that decides: the same seed gives the same ledger.
/// </summary>
internal sealed class SimulatedTime(IServiceProvider services, SimulatedClock clock, IInhabitants inhabitants)
{
    // The earliest of many sends within an hour would otherwise be a jump of its own: a hundred times as many passes.
    private static readonly TimeSpan ShortestJump = TimeSpan.FromMinutes(90);
    private static readonly TimeSpan BeforeSlotEnds = TimeSpan.FromSeconds(1);

    // After the nightly jobs (at most 03:00 UTC), before anybody's window opens.
    private static readonly TimeSpan Night = TimeSpan.FromHours(4);

    // What was heard is understood before anything is sent; business time needs no following.
    private readonly List<IPump> pumps =
    [
        .. services.GetServices<IPump>()
            .Where(p => p is not ClockPump)
            .OrderBy(p => p.Name is "tracking" or "events" or "rewards" ? 0 : 1),
    ];

    private readonly JobRunner jobs = services.GetRequiredService<JobRunner>();
    private readonly Database database = services.GetRequiredService<Database>();
    private bool hasDelivered;

    /// <summary>The machine's time that each pump took, and the nightly jobs.</summary>
    public Dictionary<string, TimeSpan> Spent { get; } = [];

    /// <summary>Lets time pass until then, day by day, with the jobs each night; then what is due and heard is done.</summary>
    /// <param name="end">The moment.</param>
    /// <param name="heard">Told after each night.</param>
    /// <param name="cancellationToken">Ends it at the next jump.</param>
    public async Task PassUntilAsync(DateTimeOffset end, Action<DateTimeOffset> heard, CancellationToken cancellationToken)
    {
        while (NextNight() < end)
        {
            await LiveUntilAsync(NextNight(), cancellationToken);
            await TimedAsync("jobs", () => jobs.TickAsync(cancellationToken));
            heard(clock.GetUtcNow());
        }

        await LiveUntilAsync(end, cancellationToken);
        await DrainAsync(cancellationToken);
    }

    private DateTimeOffset NextNight()
    {
        var now = clock.GetUtcNow();
        var night = new DateTimeOffset(now.Date, TimeSpan.Zero) + Night;
        return night > now ? night : night.AddDays(1);
    }

    private async Task LiveUntilAsync(DateTimeOffset end, CancellationToken cancellationToken)
    {
        while (clock.GetUtcNow() < end)
        {
            await DrainAsync(cancellationToken);
            await ReadMailsAsync(cancellationToken);
            var target = await NextStopAsync(end, cancellationToken);
            await inhabitants.ActUntilAsync(target, cancellationToken);
            clock.MoveTo(target);
        }
    }

    // Looking through thousands of mails that nothing was added to is what a simulation would otherwise do most often.
    private async Task ReadMailsAsync(CancellationToken cancellationToken)
    {
        if (hasDelivered)
        {
            await inhabitants.ReadMailsAsync(cancellationToken);
            hasDelivered = false;
        }
    }

    private async Task<DateTimeOffset> NextStopAsync(DateTimeOffset end, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await database.ReadAsync(
            async session =>
            {
                if (await session.FindNextDueAnywhereAsync(now) is not { } due || due >= end)
                {
                    return end;
                }

                var target = Earlier(Later(due, now + ShortestJump), end);
                return await session.FindFirstSlotEndAsync(now, target) is { } until ? Earlier(target, Later(due, until - BeforeSlotEnds)) : target;
            },
            cancellationToken);
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        bool any;
        do
        {
            any = false;
            foreach (var pump in pumps)
            {
                var moved = await TimedAsync(pump.Name, () => pump.PassAsync(cancellationToken)) > 0;
                any |= moved;
                hasDelivered |= moved && pump is DeliveryPump;
            }
        }
        while (any);
    }

    private async Task<int> TimedAsync(string name, Func<Task<int>> work)
    {
        var began = Stopwatch.GetTimestamp();
        var moved = await work();
        Spent[name] = Spent.GetValueOrDefault(name) + Stopwatch.GetElapsedTime(began);
        return moved;
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
