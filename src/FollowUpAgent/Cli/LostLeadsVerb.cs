using System.CommandLine;
using System.Globalization;
using FollowUpAgent.Contacts;
using FollowUpAgent.LostLeads;
using FollowUpAgent.Oversight.People;

namespace FollowUpAgent.Cli;

/// <summary><c>followup lost-leads</c>: contacts who were let slip, ranked by what writing to them would gain.</summary>
internal static class LostLeadsVerb
{
    private const int Usual = 50;
    private const int Most = 1000;

    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        var limit = NumberOption.Create("--limit", "How many at most.", Usual, 1, Most);
        var json = Output.JsonOption();
        var verb = new Verb(
            "lost-leads",
            "List contacts who were once engaged and fell silent, ranked by what writing to them now would gain over leaving them alone. Says so where nothing is gained, and lists nobody.",
            "followup lost-leads --data my-agent",
            "followup lost-leads explain ada.brown@example.com --data my-agent",
            "followup lost-leads start --top 10 --by anna --data my-agent")
        {
            limit, json,
        };
        verb.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            await RefreshAsync(opened, output, cancellationToken);
            var list = await opened.Get<LeadQueue>().ReadAsync(parse.GetValue(limit), cancellationToken);
            var now = opened.Get<TimeProvider>().GetUtcNow();
            if (parse.GetValue(json))
            {
                output.WriteJson(list.Entries.Select(e => LeadShow.Show(e, list.Model, LeadWords.English, now)));
                return ExitCode.Done;
            }

            Write(output, list, now);
            return ExitCode.Done;
        });
        verb.Subcommands.Add(Explain(agent, output));
        verb.Subcommands.Add(Start(agent, output));
        verb.Subcommands.Add(Dismiss(agent, output));
        return verb;
    }

    private static Verb Explain(AgentOption agent, Output output)
    {
        var contact = new Argument<string>("contact") { Description = "The contact's address or id." };
        var json = Output.JsonOption();
        return new Verb(
            "explain",
            "Say of one contact what it did, why it fell silent, what is expected of it, and what keeps it out of the queue.",
            "followup lost-leads explain ada.brown@example.com --json --data my-agent")
        {
            contact, json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            await RefreshAsync(opened, output, cancellationToken);
            var known = await FindAsync(opened, parse.GetValue(contact)!, cancellationToken);
            var lead = await opened.Get<LeadQueue>().ExplainAsync(known.Id, cancellationToken)
                ?? throw new VerbException("This contact was never engaged, or does not want to be profiled: there is no score.");
            var now = opened.Get<TimeProvider>().GetUtcNow();
            if (parse.GetValue(json))
            {
                output.WriteJson(LeadShow.Show(lead, LeadWords.English, opened.Get<LostLeadsOptions>(), now));
                return ExitCode.Done;
            }

            Write(output, lead, opened.Get<LostLeadsOptions>(), now);
            return ExitCode.Done;
        });
    }

    private static Verb Start(AgentOption agent, Output output)
    {
        var top = NumberOption.Create("--top", "How many of the queue at most, those left alone by chance included.", 1, 1, Most);
        var by = new ByOption(Deed.Approve, isRequired: true);
        var json = Output.JsonOption();
        return new Verb(
            "start",
            "Begin with the first of the queue: chance leaves a share alone to measure the gain, the others enter the sequence of revivals, under all guardrails and approvals.",
            "followup lost-leads start --top 10 --by anna --data my-agent")
        {
            top, by.Option, json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var person = by.Read(parse, opened)!;
            await RefreshAsync(opened, output, cancellationToken);
            var started = await opened.Get<RevivalDesk>().StartAsync(parse.GetValue(top), person, cancellationToken);
            if (parse.GetValue(json))
            {
                output.WriteJson(started.Select(LeadShow.Show));
            }
            else
            {
                output.Table(started.Count == 0
                    ? [["Nobody: the queue is empty."]]
                    : [["contact", "what", "moment"], .. started.Select(s => new[] { $"{s.Contact.Value}", s.Refused ?? s.Kind!, Moment(s.Moment) })]);
            }

            return started.Count > 0 && started.All(s => s.Refused is not null) ? ExitCode.Failed : ExitCode.Done;
        });
    }

    private static Verb Dismiss(AgentOption agent, Output output)
    {
        var contact = new Argument<string>("contact") { Description = "The contact's address or id." };
        var reason = new Option<string>("--reason") { Description = "Why; no personal data.", Required = true };
        var by = new ByOption(Deed.SeeToTask, isRequired: true);
        var json = Output.JsonOption();
        return new Verb(
            "dismiss",
            "Take a contact off the queue until it does something new by itself.",
            "followup lost-leads dismiss ada.brown@example.com --reason \"is a partner, no lead\" --by anna --data my-agent")
        {
            contact, reason, by.Option, json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var (person, why) = (by.Read(parse, opened)!, parse.GetValue(reason)!);
            if (string.IsNullOrWhiteSpace(why))
            {
                throw new VerbException("--reason says why.", ExitCode.WrongUsage);
            }

            var known = await FindAsync(opened, parse.GetValue(contact)!, cancellationToken);
            if (!await opened.Get<RevivalDesk>().DismissAsync(known.Id, person, why, cancellationToken))
            {
                throw new VerbException("This contact is no lead.");
            }

            if (parse.GetValue(json))
            {
                output.WriteJson(new { contact = known.Id.Value, dismissedBy = person, reason = why });
                return ExitCode.Done;
            }

            output.Line("Dismissed, until the contact does something new.");
            return ExitCode.Done;
        });
    }

    // A script may ask before the agent ever ran, or while none runs: what is shown is of now.
    private static Task RefreshAsync(OpenedAgent opened, Output output, CancellationToken cancellationToken) => output.ShowProgressAsync("Scoring", async _ =>
    {
        await opened.Get<LeadJob>().RefreshAsync(cancellationToken);
        return true;
    });

    private static async Task<Contact> FindAsync(OpenedAgent opened, string text, CancellationToken cancellationToken) =>
        await opened.ReadAsync(s => s.FindContactAsync(text, opened.Get<AddressKeys>()), cancellationToken)
        ?? throw new VerbException($"There is no contact '{text}'.");

    private static void Write(Output output, LeadList list, DateTimeOffset now)
    {
        var words = LeadWords.English;
        if (list.Entries.Count == 0)
        {
            output.Line(words.Empty(list));
        }
        else
        {
            output.Table([
                ["contact", "silent since", "gain", "if written", "if left", "play", "moment", "reason", "did"],
                .. list.Entries.Select(e => new[]
                {
                    e.Row.Address, Day(e.Row.DormantSince!.Value), Number(e.Row.Gain), Number(e.Row.Written), Number(e.Row.Alone), words.PlayOf(e.Row.Play), Moment(e.Moment),
                    words.Reason(e.Row, now), words.Did(e),
                }),
            ]);
        }

        output.Line($"{Capital(words.Evidence(list.Model.Revival.Evidence))}.");
    }

    private static void Write(Output output, LeadExplanation lead, LostLeadsOptions options, DateTimeOffset now)
    {
        var (words, row) = (LeadWords.English, lead.Entry.Row);
        output.Line($"{Capital(words.Did(lead.Entry))}.");
        output.Line($"Silent: {words.Reason(row, now)}.");
        output.Line($"Expected if written to: {Range(row.Forecast.Written)}; if left alone: {Range(row.Forecast.Alone)}; gain: {Range(row.Forecast.Gain)}, worth a mail with {Percent(row.Chance)}.");
        output.Line($"{Capital(words.Evidence(lead.Model.Revival.Evidence))}.");
        output.Line($"Play: {words.PlayOf(row.Play)}, {Moment(lead.Entry.Moment)}.");
        var bars = words.Bars(lead, now, options).ToList();
        foreach (var bar in bars.DefaultIfEmpty("is in the queue"))
        {
            output.Line(bars.Count == 0 ? "Is in the queue." : $"Not in the queue: {bar}.");
        }
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Range(Learning.Dormancy.Estimate e) => $"{Number(e.Value)} ({Number(e.Low)} to {Number(e.High)})";

    private static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Percent(double value) => value.ToString("0 %", CultureInfo.InvariantCulture);

    private static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Moment(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
