using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Learning.Simulation;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Cli.Demo;

/// <summary>
/// Lets weeks pass through the real pipeline: runs every pump until none moves anything, then jumps to what comes next. No timer, no
/// second thread that decides: the same seed gives the same ledger.
/// </summary>
internal sealed class Simulation(OpenedAgent agent, DemoPlan plan, People people, Audience audience, SimulatedClock clock)
{
    // The earliest of many sends within an hour would otherwise be a jump of its own: a hundred times as many passes.
    private static readonly TimeSpan ShortestJump = TimeSpan.FromMinutes(90);
    private static readonly TimeSpan BeforeSlotEnds = TimeSpan.FromSeconds(1);

    // After the nightly jobs (at most 03:00 UTC), before anybody's window opens.
    private static readonly TimeSpan Night = TimeSpan.FromHours(4);

    // What was heard is understood before anything is sent; business time needs no following, and there is nothing to recover from.
    private readonly List<IPump> pumps =
    [
        .. agent.App.Services.GetServices<IPump>()
            .Where(p => p is not ClockPump)
            .OrderBy(p => p.Name is "tracking" or "events" or "rewards" ? 0 : 1),
    ];

    private readonly JobRunner jobs = agent.Get<JobRunner>();
    private readonly Database database = agent.Get<Database>();

    /// <summary>Lets all weeks pass.</summary>
    /// <param name="heard">Told when a day is over.</param>
    /// <param name="cancellationToken">Ends it at the next jump.</param>
    public async Task RunAsync(Action<DateTimeOffset> heard, CancellationToken cancellationToken)
    {
        for (var week = 0; week < plan.Weeks; week++)
        {
            await EnterAsync(week, cancellationToken);
            for (var day = 1; day <= 7; day++)
            {
                await LiveUntilAsync(DemoPlan.StartOf(week).Date.AddDays(day) + Night, cancellationToken);
                await jobs.TickAsync(cancellationToken);
                heard(clock.GetUtcNow());
            }

            await LiveUntilAsync(DemoPlan.StartOf(week + 1), cancellationToken);
        }

        // What was heard last is still to be understood.
        await DrainAsync(cancellationToken);
    }

    private async Task EnterAsync(int week, CancellationToken cancellationToken)
    {
        var entering = plan.Cohort(week).Select(people.Person).ToList();
        if (entering.Count == 0)
        {
            return;
        }

        var file = await CohortFile.WriteAsync(agent.Folder, week, entering, cancellationToken);
        await agent.Get<ContactImporter>().ImportAsync(new ImportRequest(file), null, cancellationToken);
        entering.ForEach(audience.Welcome);
        var (catalog, enroller) = (agent.Get<SequenceCatalog>(), agent.Get<Enroller>());
        foreach (var sequence in entering.ToLookup(p => p.IsCustomer ? "renewal" : "welcome", p => p.Address))
        {
            var addresses = sequence.ToHashSet(StringComparer.OrdinalIgnoreCase);
            await enroller.EnrollAsync(catalog.Find(sequence.Key)!, c => addresses.Contains(c.Address), isDryRun: false, _ => { }, cancellationToken);
        }
    }

    private async Task LiveUntilAsync(DateTimeOffset end, CancellationToken cancellationToken)
    {
        while (clock.GetUtcNow() < end)
        {
            await DrainAsync(cancellationToken);
            audience.ReadMails();
            var target = await NextStopAsync(end, cancellationToken);
            await audience.ActUntilAsync(target, cancellationToken);
            clock.MoveTo(target);
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

                var target = Earlier(due > now + ShortestJump ? due : now + ShortestJump, end);
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
                any |= await pump.PassAsync(cancellationToken) > 0;
            }
        }
        while (any);
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
