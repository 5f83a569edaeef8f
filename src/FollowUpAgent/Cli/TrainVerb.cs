using System.Globalization;
using System.Text.Json;
using FollowUpAgent.Training;
using FollowUpAgent.Training.Challenges;

namespace FollowUpAgent.Cli;

/// <summary><c>followup train</c>: refits on all rewards known now.</summary>
internal static class TrainVerb
{
    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        var json = Output.JsonOption();
        return new Verb(
            "train",
            "Learn from everything known now. The agent does so every night; a running agent takes the new snapshot into use at once.",
            "followup train --data my-agent")
        {
            json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var (snapshot, alarms, judgement) = await output.ShowProgressAsync("Learning", _ => opened.Get<Retraining>().RunAsync(cancellationToken));
            if (parse.GetValue(json))
            {
                output.WriteJson(new
                {
                    snapshot.Id,
                    snapshot.Recipe,
                    snapshot.MadeAt,
                    snapshot.TrainingRows,
                    serves = snapshot.Refused is null,
                    snapshot.Refused,
                    drift = alarms,
                    gate = judgement is null ? null : GateOf(judgement),
                });
            }
            else
            {
                output.Line(snapshot.Refused is null
                    ? $"Snapshot {snapshot.Id} serves: {snapshot.Recipe}, learned from {snapshot.TrainingRows} decisions."
                    : $"Snapshot {snapshot.Id} does not serve: {snapshot.Refused}. The one before keeps serving.");
                foreach (var alarm in alarms)
                {
                    output.Line(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{alarm.Version} of {alarm.Sequence}/{alarm.Step} does {alarm.Drift} than forecast: {alarm.Outcome} {alarm.Happened} times, expected {alarm.Expected:0.0}. What it did before counts half now."));
                }

                if (judgement is not null)
                {
                    output.Line(judgement.Say());
                }
            }

            return snapshot.Refused is null ? ExitCode.Done : ExitCode.Failed;
        });
    }

    private static object GateOf(Judgement judgement) => new
    {
        judgement.State,
        judgement.Verdict,
        judgement.Reason,
        judgement.MoreSends,
        judgement.Decisions,
        judgement.Value,
        judgement.ChampionValue,
        judgement.Changes,
        figures = judgement.Figures is { } figures ? JsonSerializer.Deserialize<JsonElement>(figures) : default(JsonElement?),
    };
}
