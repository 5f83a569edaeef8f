namespace FollowUpAgent.Cli;

/// <summary><c>followup migrate</c>: brings the database up to date.</summary>
internal static class MigrateVerb
{
    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        var json = Output.JsonOption();
        return new Verb(
            "migrate",
            "Bring the database up to date, or make it. 'run' does so by itself; with several workers, run this before you start the new version.",
            "followup migrate --data my-agent")
        {
            json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = agent.Build(parse);
            var applied = await opened.MigrateAsync(cancellationToken);
            var database = opened.Get<Storage.Database>().Description;
            if (parse.GetValue(json))
            {
                output.WriteJson(new { database, applied = applied.Select(m => $"{m.Number:0000}_{m.Name}") });
                return ExitCode.Done;
            }

            output.Line(applied.Count == 0 ? $"{database} is up to date." : $"{database}: {applied.Count} migrations applied.");
            output.Table([.. applied.Select(m => new[] { $"{m.Number:0000}", m.Name })], indent: 2);
            return ExitCode.Done;
        });
    }
}
