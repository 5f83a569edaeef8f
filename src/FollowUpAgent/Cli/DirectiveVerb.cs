using System.CommandLine;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Oversight.People;
using Directive = FollowUpAgent.Oversight.Directives.Directive;

namespace FollowUpAgent.Cli;

/// <summary><c>followup directive</c>: settings that people lay over the configuration while the agent runs.</summary>
internal static class DirectiveVerb
{
    private const int MostListed = 500;

    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output) => new(
        "directive",
        "Lay settings over the configuration while the agent runs, dated and with a name and a reason. A directive is ended, never edited.",
        "followup directive add --set Outcomes:goal:Weight=20 --by anna --reason \"fewer meetings than planned\" --until 2027-01-31 --data my-agent",
        "followup directive list --data my-agent",
        "followup directive end 0193f2a0-0000-7000-8000-000000000000 --by anna --reason \"target reached\" --data my-agent")
    {
        Add(agent, output),
        List(agent, output),
        End(agent, output),
    };

    private static Verb Add(AgentOption agent, Output output)
    {
        var set = new Option<string[]>("--set") { Description = "A key and its value; may be given several times.", HelpName = "key=value" };
        var unset = new Option<string[]>("--unset") { Description = "A key that is to be as if the file did not have it.", HelpName = "key" };
        var from = new MomentOption("--from", "From when. Default: now");
        var until = new MomentOption("--until", "Until when. Default: until somebody ends it");
        var by = new ByOption(Deed.Direct, isRequired: true);
        var reason = new Option<string>("--reason") { Description = "Why; about the agent, not about a contact.", Required = true };
        var json = Output.JsonOption();
        return new Verb(
            "add",
            "Make a directive. What would make a faulty configuration is refused, with every fault.",
            "followup directive add --set Senders:anna:PerDay=50 --by anna --reason \"bounces\" --data my-agent")
        {
            set, unset, from.Option, until.Option, by.Option, reason, json,
        }.Does(async (parse, cancellationToken) =>
        {
            var changes = ChangesOf(parse.GetValue(set) ?? [], parse.GetValue(unset) ?? []);
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var asked = new NewDirective(by.Read(parse, opened)!, parse.GetValue(reason)!, changes, from.Read(parse), until.Read(parse));
            return Tell(output, await opened.Get<DirectiveDesk>().AddAsync(asked, cancellationToken), opened, parse.GetValue(json));
        });
    }

    private static Verb List(AgentOption agent, Output output)
    {
        var all = new Option<bool>("--all") { Description = "Also those that are over." };
        var json = Output.JsonOption();
        return new Verb("list", "The directives that hold or will, newest first.", "followup directive list --all --json --data my-agent") { all, json }
            .Does(async (parse, cancellationToken) =>
            {
                await using var opened = await agent.OpenAsync(parse, cancellationToken);
                var now = opened.Get<TimeProvider>().GetUtcNow();
                var listed = await opened.ReadAsync(s => s.ListDirectivesAsync(now, parse.GetValue(all), MostListed), cancellationToken);
                if (parse.GetValue(json))
                {
                    output.WriteJson(listed.Select(d => DirectivesApi.Show(d, now)));
                    return ExitCode.Done;
                }

                output.Table([.. listed.Select(d => new[] { $"{d.Id}", StateOf(d, now), DirectiveText.Span(d), d.Person, DirectiveText.Changes(d), d.Reason })]);
                output.Table(listed.Count == 0 ? [["No directives."]] : []);
                return ExitCode.Done;
            });
    }

    private static Verb End(AgentOption agent, Output output)
    {
        var id = new Argument<Guid>("id") { Description = "The directive, as 'directive list' shows it." };
        var by = new ByOption(Deed.Direct, isRequired: true);
        var reason = new Option<string?>("--reason") { Description = "Why." };
        var json = Output.JsonOption();
        return new Verb("end", "End a directive now; what lies below it holds again.", "followup directive end 0193f2a0-0000-7000-8000-000000000000 --by anna --data my-agent")
        {
            id, by.Option, reason, json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var ended = await opened.Get<DirectiveDesk>().EndAsync(new DirectiveId(parse.GetValue(id)), by.Read(parse, opened)!, parse.GetValue(reason), cancellationToken)
                ?? throw new VerbException($"There is no directive {parse.GetValue(id)}.");
            if (parse.GetValue(json))
            {
                output.WriteJson(DirectivesApi.Show(ended, opened.Get<TimeProvider>().GetUtcNow()));
                return ExitCode.Done;
            }

            output.Line(ended.EndedBy is { } person ? $"Ended by {person}." : "It was over by itself.");
            return ExitCode.Done;
        });
    }

    /// <summary>Tells what came of asking for a directive.</summary>
    internal static int Tell(Output output, DirectiveAnswer answer, OpenedAgent opened, bool json)
    {
        if (answer is DirectiveAnswer.Refused refused)
        {
            throw new VerbException(string.Join(Environment.NewLine, refused.Faults.Select(f => $"{f}").Prepend("The directive would not do:")), ExitCode.WrongUsage);
        }

        var made = (DirectiveAnswer.Made)answer;
        if (json)
        {
            output.WriteJson(DirectivesApi.Show(made.Directive, opened.Get<TimeProvider>().GetUtcNow()));
            return ExitCode.Done;
        }

        output.Line($"Directive {made.Directive.Id}: {DirectiveText.Changes(made.Directive)}, {DirectiveText.Span(made.Directive)}.");
        output.Table([.. made.Over.Select(d => new[] { "over", $"{d.Id}", DirectiveText.Changes(d), d.Person })], indent: 2);
        return ExitCode.Done;
    }

    /// <summary>The changes that <c>--set</c> and <c>--unset</c> name.</summary>
    internal static Dictionary<string, string?> ChangesOf(string[] set, string[] unset)
    {
        var changes = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in set.Select(Split).Concat(unset.Select(key => (key, (string?)null))))
        {
            if (!changes.TryAdd(key, value))
            {
                throw new VerbException($"'{key}' is given twice: one value a key.", ExitCode.WrongUsage);
            }
        }

        return changes;
    }

    private static (string Key, string? Value) Split(string pair) => pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
        ? (pair[..at].Trim(), pair[(at + 1)..].Trim())
        : throw new VerbException($"--set is '{pair}': expected a key and a value, as in Outcomes:goal:Weight=20.", ExitCode.WrongUsage);

    private static string StateOf(Directive directive, DateTimeOffset now) => directive.HoldsAt(now) ? "in force"
        : directive.EndedAt is not null || directive.UntilAt <= now ? "over" : "to come";
}
