using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Sequences;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Training;

/// <summary>
/// Writes rounds of the sample's first step in which chance chose between its two texts, for contacts of the plans <c>gold</c> and
/// <c>free</c> in turn, and the goals that followed: exactly as many as the rate says.
/// </summary>
internal sealed class DrawnRounds(AgentInTest agent)
{
    private const int Cells = 4;

    /// <summary>Adds rounds of an age: as many of each plan and text.</summary>
    /// <param name="rounds">How many.</param>
    /// <param name="age">How long ago they were decided, sent and, an hour later, rewarded.</param>
    /// <param name="rate">The share that reaches the goal, by plan and text.</param>
    public async Task AddAsync(int rounds, TimeSpan age, Func<string, string, double> rate)
    {
        var variants = await agent.Database.ReadAsync(s => s.FindVariantsAsync("hello", "first"), CancellationToken.None);
        var versions = variants.ToDictionary(v => v.Key, v => v.Version);
        var at = agent.Clock.GetUtcNow() - age;
        foreach (var (plan, text) in new[] { ("gold", "plain"), ("gold", "asking"), ("free", "plain"), ("free", "asking") })
        {
            var cell = Enumerable.Range(0, rounds / Cells).Select(_ => NewRound(plan, versions[text], versions, at)).ToList();
            await agent.Database.WriteAsync(
                async session =>
                {
                    await session.AddDecisionsAsync([.. cell.SelectMany(c => new[] { c.When, c.Which })]);
                    await session.CloseRoundsAsync(cell.Select(c => (c.When.Id, RoundEnd.Sent, (string?)null)), at);
                    foreach (var (when, _) in cell.Take((int)Math.Round(rate(plan, text) * cell.Count)))
                    {
                        await session.ExecuteAsync(
                            "INSERT INTO reward (event_id, decision_id, outcome, occurred_at) VALUES (@event, @decision, @outcome, @at)",
                            new { @event = agent.Get<IdSource>().New(), decision = when.Id, outcome = OutcomeCatalog.Goal, at = at + TimeSpan.FromHours(1) });
                    }
                },
                CancellationToken.None);
        }
    }

    private (Decision When, Decision Which) NewRound(string plan, string version, Dictionary<string, string> versions, DateTimeOffset at)
    {
        var when = new Decision
        {
            Id = new DecisionId(agent.Get<IdSource>().New()),
            Stage = Decision.When,
            EnrollmentId = new EnrollmentId(agent.Get<IdSource>().New()),
            ContactId = new ContactId(agent.Get<IdSource>().New()),
            Sequence = "hello",
            Step = "first",
            Round = 1,
            GroupName = "control",
            DecidedAt = at,
            Context = $$"""{"field.plan":"{{plan}}"}""",
            Actions = """["d0-day"]""",
            Propensities = "[1]",
            Chosen = "d0-day",
            Propensity = 1,
        };
        return (when, when with
        {
            Stage = Decision.Which,
            Actions = $"""["{versions["asking"]}","{versions["plain"]}"]""",
            Propensities = "[0.5,0.5]",
            Chosen = version,
            Propensity = 0.5,
        });
    }
}
