using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Learning.Simulation;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Cli.Demo;

/// <summary>The demo's weeks: a cohort enters each Monday, by a file and the import, as people of a shop would.</summary>
internal sealed class Simulation(OpenedAgent agent, DemoPlan plan, People people, Audience audience, SimulatedClock clock)
{
    /// <summary>Lets all weeks pass.</summary>
    /// <param name="heard">Told when a day is over.</param>
    /// <param name="cancellationToken">Ends it at the next jump.</param>
    public async Task RunAsync(Action<DateTimeOffset> heard, CancellationToken cancellationToken)
    {
        var time = new SimulatedTime(agent.App.Services, clock, audience);
        for (var week = 0; week < plan.Weeks; week++)
        {
            await EnterAsync(week, cancellationToken);
            await time.PassUntilAsync(DemoPlan.StartOf(week + 1), heard, cancellationToken);
        }
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
}
