using FollowUpAgent.Oversight.People;

namespace FollowUpAgent.Cli;

/// <summary><c>followup people</c>: who may steer the agent.</summary>
internal static class PeopleVerb
{
    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        var json = Output.JsonOption();
        return new Verb("people", "List who may steer the agent, and what each may do.", "followup people --data my-agent") { json }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = agent.Build(parse);
            var all = opened.Get<Staff>().All;
            if (parse.GetValue(json))
            {
                output.WriteJson(all.Select(p => new { p.Key, p.Name, p.Address, p.Role, may = Deeds(p) }));
                return ExitCode.Done;
            }

            output.Table([.. all.Select(p => new[] { p.Key, p.Role.ToText(), p.Name, p.Address ?? "-", string.Join(", ", Deeds(p)) })]);
            output.Table(all.Count == 0 ? [["Nobody is configured: any name counts, as an admin's. Add people to the section People."]] : []);
            return ExitCode.Done;
        });
    }

    private static IEnumerable<string> Deeds(Person person) => Enum.GetValues<Deed>().Where(d => person.Role >= d.LeastRole()).Select(d => d.InWords());
}
