using System.CommandLine;
using System.Globalization;
using FollowUpAgent.Decisions;
using FollowUpAgent.Dispatch.Approvals;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Oversight.People;

namespace FollowUpAgent.Cli;

/// <summary>The answers to what waits: approve, skip, stop, override, undo.</summary>
internal static class ApprovalAnswers
{
    private const int MostInBulk = 10_000;

    /// <summary>The verbs.</summary>
    public static IEnumerable<Verb> Create(AgentOption agent, Output output) =>
    [
        CreateMany("approve", "Let mails go out at their time.", agent, output, (desk, ids, said, inBulk, ct) => desk.ApproveAsync(ids, said, inBulk, ct)),
        CreateMany("skip", "Pass over the step; the next one follows after its wait.", agent, output, (desk, ids, said, _, ct) => desk.SkipAsync(ids, said, ct)),
        CreateMany("stop", "End the sequence for the contact.", agent, output, (desk, ids, said, _, ct) => desk.StopAsync(ids, said, ct)),
        CreateOverride(agent, output),
        CreateUndo(agent, output),
    ];

    private static Verb CreateMany(
        string name,
        string description,
        AgentOption agent,
        Output output,
        Func<ApprovalDesk, IReadOnlyCollection<DecisionId>, Said, bool, CancellationToken, Task<Answered>> answer)
    {
        var ids = new Argument<Guid[]>("decision") { Description = "The decisions, as the list names them.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All that wait and pass the filter, instead of named ones." };
        var (filter, said, json) = (new ApprovalFilterOptions(), new SaidOptions(Deed.Approve), Output.JsonOption());
        var verb = new Verb(
            name,
            description,
            $"followup approvals {name} 0193f2a0-0000-7000-8000-000000000000 --by anna --data my-agent",
            $"followup approvals {name} --all --sequence welcome --by anna --reason 'seen ten of them' --data my-agent")
        {
            ids, all, json,
        };
        filter.AddTo(verb);
        said.AddTo(verb);
        return verb.Does(async (parse, cancellationToken) =>
        {
            var (named, isAll) = (parse.GetValue(ids) ?? [], parse.GetValue(all));
            if (named.Length > 0 == isAll)
            {
                throw new VerbException("Name decisions, or say --all with a filter; not both.", ExitCode.WrongUsage);
            }

            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var by = said.Read(parse, opened);
            IReadOnlyCollection<DecisionId> meant = isAll
                ? (await opened.ReadAsync(s => s.ListPendingAsync(filter.Of(parse), ApprovalMark.Start, MostInBulk), cancellationToken)).ConvertAll(a => a.DecisionId)
                : [.. named.Select(i => new DecisionId(i))];
            return Write(output, await answer(opened.Get<ApprovalDesk>(), meant, by, isAll, cancellationToken), parse.GetValue(json));
        });
    }

    private static Verb CreateOverride(AgentOption agent, Output output)
    {
        var id = new Argument<Guid>("decision") { Description = "The decision, as the list names it." };
        var variant = new Option<string?>("--variant") { Description = "Another variant of the step.", HelpName = "key" };
        var at = new Option<string?>("--at") { Description = "Another time, in one of the step's slots.", HelpName = "2026-11-24T09:30Z" };
        var text = new Option<FileInfo?>("--text") { Description = "A file with another text, as 'approvals show --source' writes it.", HelpName = "file" };
        var (said, json) = (new SaidOptions(Deed.Override), Output.JsonOption());
        var verb = new Verb(
            "override",
            "Send something else than was proposed: another variant, at another time, or a text of your own. The agent learns from what was sent.",
            "followup approvals override 0193f2a0-0000-7000-8000-000000000000 --variant friendly --by anna --reason 'knows us' --data my-agent",
            "followup approvals override 0193f2a0-0000-7000-8000-000000000000 --text mine.md --by anna --data my-agent")
        {
            id, variant, at, text, json,
        };
        said.AddTo(verb);
        return verb.Does(async (parse, cancellationToken) =>
        {
            var change = new Change(parse.GetValue(variant), MomentOf(parse.GetValue(at)), TextOf(parse.GetValue(text)));
            if (change is { Variant: null, At: null, Text: null })
            {
                throw new VerbException("Say what is to be sent instead: --variant, --at or --text.", ExitCode.WrongUsage);
            }

            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var by = said.Read(parse, opened);
            var outcome = await opened.Get<ChangeDesk>().ChangeAsync(new DecisionId(parse.GetValue(id)), change, by, cancellationToken);
            return outcome.Answered is { } answered
                ? Write(output, answered, parse.GetValue(json), outcome.Coin)
                : throw new VerbException($"Nothing was changed:{Environment.NewLine}{string.Join(Environment.NewLine, outcome.Faults.Select(f => $"  {f}"))}");
        });
    }

    private static Verb CreateUndo(AgentOption agent, Output output)
    {
        var id = new Argument<Guid>("decision") { Description = "The decision." };
        var (by, json) = (new ByOption(Deed.Approve, isRequired: true), Output.JsonOption());
        return new Verb(
            "undo",
            "Take a yes or an override back, as long as the mail has not begun to leave.",
            "followup approvals undo 0193f2a0-0000-7000-8000-000000000000 --by anna --data my-agent")
        {
            id, by.Option, json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            by.Read(parse, opened);
            return Write(output, await opened.Get<ApprovalDesk>().UndoAsync(new DecisionId(parse.GetValue(id)), cancellationToken), parse.GetValue(json));
        });
    }

    private static DateTimeOffset? MomentOf(string? text) => text is null
        ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToUniversalTime()
            : throw new VerbException($"--at is '{text}': expected a moment, as in 2026-11-24T09:30Z.", ExitCode.WrongUsage);

    private static string? TextOf(FileInfo? file) => file switch
    {
        null => null,
        { Exists: false } => throw new VerbException($"{file.FullName} does not exist.", ExitCode.WrongUsage),
        _ => File.ReadAllText(file.FullName),
    };

    private static int Write(Output output, Answered answered, bool json, Coin? coin = null)
    {
        if (json)
        {
            output.WriteJson(new { coin = coin is null ? null : new { coin.Share, coin.Sends }, done = answered.Done, refused = answered.Refused.Select(r => new { decision = r.Decision, r.Why }) });
        }
        else
        {
            output.Line(answered.Done.Count == 1 ? "1 answered." : $"{answered.Done.Count.ToString(CultureInfo.InvariantCulture)} answered.");
            output.Table([.. answered.Refused.Select(r => new[] { $"{r.Decision.Value}", r.Why })], indent: 2);
            if (coin is not null)
            {
                output.Line(string.Create(CultureInfo.InvariantCulture, $"A coin settles {coin.Share:P0} of such changes for the agent (Autonomy:CoinShare). This time {(coin.KeepsProposal ? "the proposal is sent, not your change; 'undo' and 'skip' if nothing should be" : "your change is sent")}."));
            }
        }

        return answered.Done.Count == 0 && answered.Refused.Count > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    private sealed class SaidOptions(Deed deed)
    {
        private readonly ByOption by = new(deed, isRequired: true);
        private readonly Option<string?> reason = new("--reason") { Description = "Why, for the record.", HelpName = "text" };

        public void AddTo(Verb verb)
        {
            verb.Options.Add(by.Option);
            verb.Options.Add(reason);
        }

        public Said Read(ParseResult parse, OpenedAgent opened) => new(by.Read(parse, opened)!, parse.GetValue(reason));
    }
}
