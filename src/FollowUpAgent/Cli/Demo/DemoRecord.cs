using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Simulation;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Cli.Demo;

/// <summary>All that the database holds of a demo, read once when it is over.</summary>
internal sealed class DemoRecord
{
    private DemoRecord()
    {
    }

    /// <summary>Everybody who entered.</summary>
    public required IReadOnlyList<EnteredRow> Entered { get; init; }

    /// <summary>The invented person behind a contact.</summary>
    public required IReadOnlyDictionary<ContactId, Person> People { get; init; }

    /// <summary>Every message.</summary>
    public required IReadOnlyList<PlannedRow> Planned { get; init; }

    /// <summary>Every reward.</summary>
    public required IReadOnlyList<EarnedRow> Earned { get; init; }

    /// <summary>What was heard.</summary>
    public required IReadOnlyList<HeardRow> Heard { get; init; }

    /// <summary>The ledger of treatment, in the order of its rounds.</summary>
    public required IReadOnlyList<Decision> Treatment { get; init; }

    /// <summary>Reads it.</summary>
    public static async Task<DemoRecord> ReadAsync(Database database, DemoPlan plan, People people, CancellationToken cancellationToken)
    {
        var persons = Enumerable.Range(1, plan.Contacts).Select(people.Person).ToDictionary(p => p.Address, StringComparer.OrdinalIgnoreCase);
        return await database.ReadAsync(
            async session =>
            {
                var entered = await session.ReadEnteredAsync();
                return new DemoRecord
                {
                    Entered = entered,
                    People = entered.ToDictionary(e => e.Id, e => persons[e.Address]),
                    Planned = await session.ReadPlannedAsync(),
                    Earned = await session.ReadEarnedAsync(),
                    Heard = await session.CountHeardAsync(),
                    Treatment = await session.ReadTreatmentAsync(),
                };
            },
            cancellationToken);
    }
}
