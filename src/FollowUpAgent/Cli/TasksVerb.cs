using System.CommandLine;
using System.Globalization;
using FollowUpAgent.Contacts;
using FollowUpAgent.Messages;
using FollowUpAgent.Oversight;
using FollowUpAgent.Oversight.People;

namespace FollowUpAgent.Cli;

/// <summary><c>followup tasks</c>: what contacts wait for that a person has to do.</summary>
internal static class TasksVerb
{
    private const int MostListed = 500;
    private const int MostShown = 60;

    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        var verb = CreateList("tasks", agent, output, "followup tasks --data my-agent", "followup tasks close 0193f2a0-0000-7000-8000-000000000000 --by anna --data my-agent");
        verb.Subcommands.Add(CreateList("list", agent, output, "followup tasks list --owner anna@example.com --json --data my-agent"));
        verb.Subcommands.Add(CreateClose(agent, output));
        return verb;
    }

    private static Verb CreateList(string name, AgentOption agent, Output output, params string[] examples)
    {
        var open = new Option<bool>("--open") { Description = "The open ones, oldest first; this is also the default." };
        var closed = new Option<bool>("--closed") { Description = "The closed ones instead, newest first." };
        var owner = new Option<string?>("--owner") { Description = "Only of this owner, by address.", HelpName = "address" };
        var json = Output.JsonOption();
        return new Verb(name, "List what contacts wait for that a person has to do: interest, questions, objections, referrals. While one is open, the agent leaves that contact alone.", examples)
        {
            open, closed, owner, json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var of = parse.GetValue(owner) is { } text ? AddressKeys.Normalise(text) ?? text : null;
            var (tasks, contacts) = await opened.ReadAsync(
                async session =>
                {
                    var found = await session.ListTasksAsync(!parse.GetValue(closed), of, MostListed);
                    return (found, (await session.FindContactsAsync(found.Select(t => t.ContactId).OfType<ContactId>())).ToDictionary(c => c.Id));
                },
                cancellationToken);
            Write(output, tasks, contacts, opened.Get<TimeProvider>().GetUtcNow(), parse.GetValue(json));
            return ExitCode.Done;
        });
    }

    private static Verb CreateClose(AgentOption agent, Output output)
    {
        var id = new Argument<Guid>("id") { Description = "The task." };
        var by = new ByOption(Deed.SeeToTask, isRequired: true);
        var outcome = new Option<string>("--outcome") { Description = "answered or dismissed.", DefaultValueFactory = _ => TaskOutcome.Answered };
        var resume = new Option<bool>("--resume") { Description = "Let the contact's other sequences go on at once, without the quiet time after an answer." };
        outcome.AcceptOnlyFromAmong([.. TaskOutcome.Sayable]);
        var json = Output.JsonOption();
        return new Verb(
            "close",
            "Close a task. The sequence that the reply ended stays ended; the contact's others go on: after the quiet time where a person has answered, else at once.",
            "followup tasks close 0193f2a0-0000-7000-8000-000000000000 --by anna --outcome dismissed --data my-agent")
        {
            id, by.Option, outcome, resume, json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var name = by.Read(parse, opened);
            var task = await opened.Get<TaskDesk>().CloseAsync(new TaskId(parse.GetValue(id)), parse.GetValue(outcome)!, name, parse.GetValue(resume), cancellationToken)
                ?? throw new VerbException($"There is no task {parse.GetValue(id)}.");
            if (parse.GetValue(json))
            {
                output.WriteJson(task);
                return ExitCode.Done;
            }

            output.Line($"{task.Outcome} by {task.ClosedBy ?? "nobody named"}, after {AgeOf(task.ClosedAt!.Value - task.OpenedAt)}.");
            return ExitCode.Done;
        });
    }

    private static void Write(Output output, List<OwnerTask> tasks, Dictionary<ContactId, Contact> contacts, DateTimeOffset now, bool json)
    {
        if (json)
        {
            output.WriteJson(tasks);
            return;
        }

        if (tasks.Count == 0)
        {
            output.Line("No tasks.");
            return;
        }

        output.Table([
            ["task", "age", "kind", "contact", "sequence", "owner", "told", "what they wrote"],
            .. tasks.Select(t => new[]
            {
                $"{t.Id}",
                AgeOf((t.ClosedAt ?? now) - t.OpenedAt),
                t.Outcome is null ? t.Kind : $"{t.Kind} ({t.Outcome})",
                t.ContactId is { } contact && contacts.TryGetValue(contact, out var known) ? known.Address : "erased",
                t.Sequence ?? "-",
                t.Owner ?? "nobody",
                t.NotifiedAt is null ? "no" : "yes",
                Short(t.Text ?? ""),
            }),
        ]);
    }

    private static string AgeOf(TimeSpan age) => age.TotalDays >= 2
        ? string.Create(CultureInfo.InvariantCulture, $"{age.TotalDays:0} days")
        : string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0.0} h");

    // One line without controls: what they wrote must not act on a terminal.
    private static string Short(string text)
    {
        var line = FieldText.OnOneLine(text);
        return line.Length > MostShown ? $"{line[..MostShown]}…" : line;
    }
}
