using System.CommandLine;
using System.Globalization;
using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Cli;

/// <summary><c>followup replay</c>: makes decisions again from the ledger, and says whether they come out the same.</summary>
internal static class ReplayVerb
{
    private const int MostNamed = 20;

    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        var decision = new Argument<Guid?>("decision") { Description = "A decision's id.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "Every decision of the ledger." };
        var json = Output.JsonOption();
        var verb = new Verb(
            "replay",
            "Make decisions again from their ledger rows: the same snapshot, seed and settings must give the same probabilities and the same action. Ends with 1 where one differs.",
            "followup replay --all --data my-agent",
            "followup replay 0199f2d0-6a3e-7c1b-9d41-0c5a3e7b2f10 --data my-agent")
        {
            decision, all, json,
        };
        verb.Validators.Add(result =>
        {
            if (result.GetValue(decision) is null != result.GetValue(all))
            {
                result.AddError("Name a decision, or say --all.");
            }
        });
        return verb.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var replays = new LedgerReplay(opened.Get<Database>(), opened.Get<IEnumerable<IOutcomeModelTrainer>>());
            var tally = parse.GetValue(decision) is { } id
                ? await replays.RunAsync(new DecisionId(id), cancellationToken) ?? throw new VerbException($"The ledger knows no decision {id}.")
                : await output.ShowProgressAsync("Replaying", progress => replays.RunAllAsync(new ShownAs(progress), cancellationToken));
            Write(output, tally, parse.GetValue(json));
            return tally.Different == 0 ? ExitCode.Done : ExitCode.Failed;
        });
    }

    private static void Write(Output output, ReplayTally tally, bool json)
    {
        if (json)
        {
            output.WriteJson(new { tally.Decisions, tally.Equal, tally.Different, tally.Erased });
        }
        else
        {
            output.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{tally.Decisions} decisions: {tally.Equal} come out the same, {tally.Different} differ, {tally.Erased} were erased and cannot be made again."));
        }

        foreach (var id in tally.DifferentIds.Take(MostNamed))
        {
            output.Message($"differs: {id}");
        }
    }

    private sealed class ShownAs(IProgress<string> progress) : IProgress<int>
    {
        public void Report(int value) => progress.Report(string.Create(CultureInfo.InvariantCulture, $"{value:N0} decisions"));
    }
}
