using System.Text.Json;
using FollowUpAgent.Benchmarks.Ground;
using FollowUpAgent.Decisions;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Benchmarks.Hillstrom;

/// <summary>How probable the better mail is, by group: in the decisions that were logged, and in those that would be made now.</summary>
internal static class Probabilities
{
    private const int Sample = 4000;
    private const int Batch = 200;

    /// <summary>The average over all logged draws of a variant.</summary>
    public static async Task<Dictionary<string, double>> LoggedAsync(BenchAgent agent) => Average(await agent.QueryAsync<Decision>(
        "SELECT group_name, actions, propensities FROM decision WHERE stage = @Which", new { Decision.Which }));

    /// <summary>The average over what the planner would draw for contacts whose slot is still to come. Nothing is written.</summary>
    public static async Task<Dictionary<string, double>> ToComeAsync(BenchAgent agent, CancellationToken cancellationToken)
    {
        var waiting = await agent.QueryAsync<Enrollment>(
            "SELECT * FROM enrollment WHERE state = 'decided' ORDER BY id LIMIT @Sample", new { Sample });
        var (plans, planner) = (agent.Get<PlanStore>(), agent.Get<Planner>());
        var decisions = new List<Decision>();
        foreach (var batch in waiting.Chunk(Batch))
        {
            var facts = await plans.ReadAsync(batch, forWhich: true, TimeProvider.System.GetUtcNow(), cancellationToken);
            decisions.AddRange(batch.Zip(facts, (e, f) => planner.PlanWhich(e, f, e.DueAt!.Value)).SelectMany(p => p.Rows));
        }

        return Average(decisions);
    }

    private static Dictionary<string, double> Average(List<Decision> decisions) =>
        decisions.GroupBy(d => d.GroupName).ToDictionary(g => g.Key, g => g.Average(OfMens));

    private static double OfMens(Decision decision)
    {
        var actions = JsonSerializer.Deserialize<List<string>>(decision.Actions)!;
        var mens = actions.FindIndex(a => a.StartsWith($"{Customers.Mens}@", StringComparison.Ordinal));
        return JsonSerializer.Deserialize<double[]>(decision.Propensities)![mens];
    }
}
