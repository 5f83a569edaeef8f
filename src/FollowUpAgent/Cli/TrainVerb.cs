using FollowUpAgent.Training;

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
            var snapshot = await output.ShowProgressAsync("Learning", _ => opened.Get<Trainer>().TrainAsync(cancellationToken));
            if (parse.GetValue(json))
            {
                output.WriteJson(new { snapshot.Id, snapshot.Recipe, snapshot.MadeAt, snapshot.TrainingRows, serves = snapshot.Refused is null, snapshot.Refused });
            }
            else
            {
                output.Line(snapshot.Refused is null
                    ? $"Snapshot {snapshot.Id} serves: {snapshot.Recipe}, learned from {snapshot.TrainingRows} decisions."
                    : $"Snapshot {snapshot.Id} does not serve: {snapshot.Refused}. The one before keeps serving.");
            }

            return snapshot.Refused is null ? ExitCode.Done : ExitCode.Failed;
        });
    }
}
