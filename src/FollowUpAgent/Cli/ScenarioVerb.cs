using System.CommandLine;
using FollowUpAgent.Hosting;
using FollowUpAgent.Oversight.People;
using FollowUpAgent.Scenarios;
using FollowUpAgent.Scenarios.Comparing;

namespace FollowUpAgent.Cli;

/// <summary><c>followup scenario</c>: what would be if other settings held.</summary>
internal static class ScenarioVerb
{
    private const int MostListed = 500;

    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output) => new(
        "scenario",
        "Think of other settings before they hold: write a scenario, lay some side by side, adopt one, and see later whether its forecasts came true.",
        "followup scenario new meetings-first --set Outcomes:goal:Weight=20 --assume \"sales has room for more meetings\" --by anna --reason \"fewer meetings than planned\" --data my-agent",
        "followup scenario compare meetings-first fewer-mails --data my-agent",
        "followup scenario adopt meetings-first --by anna --reason \"agreed on Monday\" --data my-agent",
        "followup scenario score --data my-agent")
    {
        New(agent, output),
        List(agent, output),
        Compare(agent, output),
        Adopt(agent, output),
        Score(agent, output),
    };

    private static Verb New(AgentOption agent, Output output)
    {
        var name = new Argument<string>("name") { Description = "Its name: lower-case letters, digits and hyphens." };
        var set = new Option<string[]>("--set") { Description = "A key and its value, as a directive may set it; may be given several times.", HelpName = "key=value" };
        var unset = new Option<string[]>("--unset") { Description = "A key that is to be as if the file did not have it.", HelpName = "key" };
        var assume = new Option<string[]>("--assume") { Description = "What must stay true for it to make sense; may be given several times.", HelpName = "sentence", Required = true };
        var by = new ByOption(Deed.Direct, isRequired: true);
        var reason = new Option<string>("--reason") { Description = "Why; about the agent, not about a contact.", Required = true };
        var json = Output.JsonOption();
        return new Verb(
            "new",
            "Write a scenario. Nothing holds because of it. What would make a faulty configuration is refused, with every fault.",
            "followup scenario new fewer-mails --set Senders:anna:PerDay=50 --assume \"nobody is enrolled meanwhile\" --by anna --reason \"too many complaints\" --data my-agent")
        {
            name, set, unset, assume, by.Option, reason, json,
        }.Does(async (parse, cancellationToken) =>
        {
            var changes = DirectiveVerb.ChangesOf(parse.GetValue(set) ?? [], parse.GetValue(unset) ?? []);
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var asked = new NewScenario(parse.GetValue(name)!, by.Read(parse, opened)!, parse.GetValue(reason)!, parse.GetValue(assume) ?? [], changes);
            var answer = await opened.Get<ScenarioDesk>().AddAsync(asked, cancellationToken);
            if (answer is ScenarioAnswer.Refused refused)
            {
                throw Faulty("The scenario would not do:", refused.Faults);
            }

            var made = ((ScenarioAnswer.Made)answer).Scenario;
            if (parse.GetValue(json))
            {
                output.WriteJson(ScenarioShow.Show(made));
                return ExitCode.Done;
            }

            output.Line($"Scenario {made.Name}: {ScenarioText.Changes(made)}.");
            return ExitCode.Done;
        });
    }

    private static Verb List(AgentOption agent, Output output)
    {
        var json = Output.JsonOption();
        return new Verb("list", "The scenarios that were written, newest first.", "followup scenario list --data my-agent") { json }
            .Does(async (parse, cancellationToken) =>
            {
                await using var opened = await agent.OpenAsync(parse, cancellationToken);
                var listed = await opened.ReadAsync(s => s.ListScenariosAsync(MostListed), cancellationToken);
                if (parse.GetValue(json))
                {
                    output.WriteJson(listed.Select(ScenarioShow.Show));
                    return ExitCode.Done;
                }

                output.Table(listed.Count == 0
                    ? [["No scenarios."]]
                    : [.. listed.Select(s => new[] { s.Name, DirectiveText.Moment(s.MadeAt), s.Person, ScenarioText.Changes(s), s.Reason })]);
                return ExitCode.Done;
            });
    }

    private static Verb Compare(AgentOption agent, Output output)
    {
        var names = new Argument<string[]>("names")
        {
            Description = "One to four scenarios; what holds now is always beside them.",
            Arity = new ArgumentArity(1, ScenarioComparing.Most - 1),
        };
        var json = Output.JsonOption();
        return new Verb(
            "compare",
            "Lay scenarios beside what holds now, per 1,000 contacts with intervals of 90 %: from decisions whose time is over, or from the models where these have no support.",
            "followup scenario compare meetings-first fewer-mails --data my-agent")
        {
            names, json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var answer = await output.ShowProgressAsync(
                "Comparing", progress => opened.Get<ScenarioComparing>().CompareAsync(parse.GetValue(names)!, progress, cancellationToken));
            if (answer is ComparisonAnswer.Refused refused)
            {
                throw new VerbException(refused.Reason, ExitCode.WrongUsage);
            }

            var comparison = ((ComparisonAnswer.Made)answer).Comparison;
            if (parse.GetValue(json))
            {
                output.WriteJson(ScenarioShow.Show(comparison));
                return ExitCode.Done;
            }

            ScenarioText.Write(output, comparison);
            return ExitCode.Done;
        });
    }

    private static Verb Adopt(AgentOption agent, Output output)
    {
        var name = new Argument<string>("name") { Description = "The scenario." };
        var until = new MomentOption("--until", "Until when. Default: until somebody ends the directive");
        var by = new ByOption(Deed.Direct, isRequired: true);
        var reason = new Option<string>("--reason") { Description = "Why; about the agent, not about a contact.", Required = true };
        var json = Output.JsonOption();
        return new Verb(
            "adopt",
            "Make a scenario hold: a directive says what it says, and what is forecast of it now is kept.",
            "followup scenario adopt meetings-first --by anna --reason \"agreed on Monday\" --until 2027-01-31 --data my-agent")
        {
            name, until.Option, by.Option, reason, json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var person = by.Read(parse, opened)!;
            var answer = await output.ShowProgressAsync("Forecasting", progress => opened.Get<ScenarioDesk>().AdoptAsync(
                parse.GetValue(name)!, person, parse.GetValue(reason)!, until.Read(parse), progress, cancellationToken));
            switch (answer)
            {
                case AdoptionAnswer.Unknown:
                    throw new VerbException($"There is no scenario '{parse.GetValue(name)}'. See 'followup scenario list'.", ExitCode.WrongUsage);
                case AdoptionAnswer.Refused refused:
                    throw Faulty("The directive would not do:", refused.Faults);
            }

            var made = (AdoptionAnswer.Made)answer;
            if (parse.GetValue(json))
            {
                output.WriteJson(ScenarioShow.Show(made.Adoption));
                return ExitCode.Done;
            }

            output.Line($"Directive {made.Directive.Id}: {DirectiveText.Changes(made.Directive)}, {DirectiveText.Span(made.Directive)}.");
            output.Line(made.WithoutForecast is { } why ? $"No forecast is kept: {why}" : "Its forecasts are kept: see 'followup scenario score' when what follows has had its time.");
            return ExitCode.Done;
        });
    }

    private static Verb Score(AgentOption agent, Output output)
    {
        var name = new Argument<string?>("name") { Description = "One scenario. Default: all that were adopted.", Arity = ArgumentArity.ZeroOrOne };
        var json = Output.JsonOption();
        return new Verb("score", "Hold the forecasts of adopted scenarios against what happened since, per 1,000 decisions.", "followup scenario score meetings-first --data my-agent") { name, json }
            .Does(async (parse, cancellationToken) =>
            {
                await using var opened = await agent.OpenAsync(parse, cancellationToken);
                var asked = parse.GetValue(name);
                if (asked is not null && await opened.ReadAsync(s => s.FindScenarioAsync(asked), cancellationToken) is null)
                {
                    throw new VerbException($"There is no scenario '{asked}'. See 'followup scenario list'.", ExitCode.WrongUsage);
                }

                var scored = await opened.Get<ScenarioDesk>().ScoreAsync(asked, cancellationToken);
                if (parse.GetValue(json))
                {
                    output.WriteJson(scored.Select(ScenarioShow.Show));
                    return ExitCode.Done;
                }

                ScenarioText.Write(output, scored);
                return ExitCode.Done;
            });
    }

    private static VerbException Faulty(string title, IEnumerable<Fault> faults) =>
        new(string.Join(Environment.NewLine, faults.Select(f => $"{f}").Prepend(title)), ExitCode.WrongUsage);
}
