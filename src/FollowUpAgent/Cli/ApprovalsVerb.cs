using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Dispatch.Approvals;
using FollowUpAgent.Messages;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Reasons;

namespace FollowUpAgent.Cli;

/// <summary><c>followup approvals</c>: the mails that wait for a person's word.</summary>
internal static class ApprovalsVerb
{
    private const int MostShown = 50;
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        var verb = CreateList("approvals", agent, output, "followup approvals --data my-agent", "followup approvals approve --all --sequence welcome --by anna --data my-agent");
        verb.Subcommands.Add(CreateList("list", agent, output, "followup approvals list --sequence welcome --json --data my-agent"));
        verb.Subcommands.Add(CreateShow(agent, output));
        foreach (var answer in ApprovalAnswers.Create(agent, output))
        {
            verb.Subcommands.Add(answer);
        }

        return verb;
    }

    private static Verb CreateList(string name, AgentOption agent, Output output, params string[] examples)
    {
        var filter = new ApprovalFilterOptions();
        var limit = new Option<int>("--limit") { Description = "How many, oldest first. Default: 100.", HelpName = "count", DefaultValueFactory = _ => 100 };
        var json = Output.JsonOption();
        var verb = new Verb(name, "List the mails that wait for a person's word. Until somebody answers, nothing of them is sent.", examples) { limit, json };
        filter.AddTo(verb);
        return verb.Does(async (parse, cancellationToken) =>
        {
            if (parse.GetValue(limit) is < 1 or > 10_000)
            {
                throw new VerbException($"--limit is {parse.GetValue(limit)}: expected 1 to 10000.", ExitCode.WrongUsage);
            }

            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var (pending, contacts) = await opened.ReadAsync(
                async session =>
                {
                    var found = await session.ListPendingAsync(filter.Of(parse), ApprovalMark.Start, parse.GetValue(limit));
                    return (found, (await session.FindContactsAsync(found.Select(a => a.ContactId).OfType<ContactId>())).ToDictionary(c => c.Id));
                },
                cancellationToken);
            if (parse.GetValue(json))
            {
                output.WriteJson(pending.Select(ApprovalsApi.Show));
            }
            else
            {
                Write(output, pending, contacts, opened.Get<TimeProvider>().GetUtcNow());
            }

            return ExitCode.Done;
        });
    }

    private static Verb CreateShow(AgentOption agent, Output output)
    {
        var id = new Argument<Guid>("decision") { Description = "The decision, as the list names it." };
        var source = new Option<bool>("--source") { Description = "Write the template's text alone, to edit it and hand it to 'override --text'." };
        var json = Output.JsonOption();
        return new Verb(
            "show",
            "Show one mail as it would be sent, what else could be sent and what is expected of it, what spoke for the proposal, which rule asked, and what happens if nobody answers.",
            "followup approvals show 0193f2a0-0000-7000-8000-000000000000 --data my-agent")
        {
            id, source, json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var decision = new DecisionId(parse.GetValue(id));
            var reasons = opened.Get<ExplanationReader>();
            var (shown, explained) = await opened.ReadAsync(
                async session => (
                    await opened.Get<ApprovalReader>().ReadAsync(session, decision),
                    await reasons.ReadAsync(session, await session.FindDecisionAsync(decision))),
                cancellationToken);
            if (shown is null)
            {
                throw new VerbException($"Nobody was asked about a decision {decision.Value}.");
            }

            if (parse.GetValue(source))
            {
                output.Line(shown.Source ?? throw new VerbException("Its template is not configured any more."));
            }
            else if (parse.GetValue(json))
            {
                output.WriteJson(new
                {
                    approval = ApprovalsApi.Show(shown.Approval),
                    mail = shown.Mail is null ? (JsonElement?)null : JsonSerializer.Deserialize<JsonElement>(shown.Mail),
                    shown.Source,
                    shown.Alternatives,
                    reasons = explained.SelectMany(e => e.Stages).Select(s => new { stage = s.Name, s.Reasons }),
                });
            }
            else
            {
                Write(output, shown, explained.SelectMany(e => e.Stages).Where(s => s.Reasons is not null).Select(s => (s.Chosen, s.Reasons!)));
            }

            return ExitCode.Done;
        });
    }

    private static void Write(Output output, List<Approval> pending, Dictionary<ContactId, Contact> contacts, DateTimeOffset now)
    {
        if (pending.Count == 0)
        {
            output.Line("Nothing waits for an answer.");
            return;
        }

        output.Table([
            ["decision", "contact", "sequence", "step", "variant", "goes out", "over usual", "harm", "rule", "answer within", "else", "subject"],
            .. pending.Select(a => new[]
            {
                $"{a.DecisionId.Value}",
                a.ContactId is { } contact && contacts.TryGetValue(contact, out var known) ? known.Address : "erased",
                a.Sequence,
                a.Step,
                a.Variant.Split('@')[0],
                a.SendAt.ToString("MM-dd HH:mm", Plain),
                a.OverBaseline.ToString("+0.0000;-0.0000;0", Plain),
                a.Harm.ToString("P1", Plain),
                a.Rule,
                a.AnswerBy > now ? string.Create(Plain, $"{(a.AnswerBy - now).TotalHours:0} h") : "now",
                a.Otherwise,
                Short(a.Subject ?? ""),
            }),
        ]);
    }

    private static void Write(Output output, ShownApproval shown, IEnumerable<(string Chosen, DecisionReasons Reasons)> reasons)
    {
        var approval = shown.Approval;
        output.Line($"{approval.Sequence} / {approval.Step}: {approval.Variant} in {approval.Slot}, {approval.State}{(approval.AnsweredBy is { } by ? $" by {by}" : "")}");
        output.Line(string.Create(
            Plain,
            $"  The rule '{approval.Rule}' asked ({approval.Mode}) on {approval.AskedAt:yyyy-MM-dd HH:mm} UTC. Without an answer until {approval.AnswerBy:yyyy-MM-dd HH:mm} UTC: {approval.Otherwise}."));
        output.Line(string.Create(
            Plain,
            $"  Worth {approval.Value:0.0000}, {approval.OverBaseline:+0.0000;-0.0000;0} over business as usual; harm up to {approval.Harm:P1}; {approval.Evidence} mature sends behind it."));
        output.Table([
            .. shown.Alternatives.Select(a => new[]
            {
                a.IsProposed ? "*" : " ",
                a.Stage,
                a.Action,
                a.Probability is { } p ? p.ToString("0.000", Plain) : "",
                a.Value is { } value ? string.Create(Plain, $"worth {value:0.0000} ({a.Low:0.0000} to {a.High:0.0000})") : "",
            }),
        ], indent: 4);
        foreach (var (chosen, why) in reasons)
        {
            ReasonsText.Write(output, chosen, why, Texts.Find("en")!);
        }

        if (shown.Mail is { } mail && JsonSerializer.Deserialize<OutgoingMail>(mail) is { } written)
        {
            output.Line();
            output.Line($"To: {written.To.Address}");
            output.Line($"Subject: {FieldText.OnOneLine(written.Subject)}");
            output.Line();
            output.Line(written.Text);
        }
    }

    private static string Short(string text)
    {
        var line = FieldText.OnOneLine(text);
        return line.Length > MostShown ? $"{line[..MostShown]}…" : line;
    }
}

/// <summary>The options that narrow a list of what waits.</summary>
internal sealed class ApprovalFilterOptions
{
    private readonly Option<string?> sequence = new("--sequence") { Description = "Only of this sequence.", HelpName = "key" };
    private readonly Option<string?> step = new("--step") { Description = "Only at this step.", HelpName = "key" };
    private readonly Option<string?> variant = new("--variant") { Description = "Only those that propose this variant.", HelpName = "key" };
    private readonly Option<string?> rule = new("--rule") { Description = "Only those that this rule asked for.", HelpName = "name" };
    private readonly Option<double?> gain = new("--over-baseline-at-least") { Description = "Only those worth this much more than business as usual.", HelpName = "value" };
    private readonly Option<double?> harm = new("--harm-at-most") { Description = "Only those with at most this probability of harm, at the upper end.", HelpName = "0 to 1" };

    /// <summary>Adds the options.</summary>
    public void AddTo(Verb verb)
    {
        foreach (var option in new Option[] { sequence, step, variant, rule, gain, harm })
        {
            verb.Options.Add(option);
        }
    }

    /// <summary>What was asked for.</summary>
    public ApprovalFilter Of(ParseResult parse) => new()
    {
        Sequence = parse.GetValue(sequence),
        Step = parse.GetValue(step),
        Variant = parse.GetValue(variant),
        Rule = parse.GetValue(rule),
        OverBaselineAtLeast = parse.GetValue(gain),
        HarmAtMost = parse.GetValue(harm),
    };
}
