using System.CommandLine;
using System.Globalization;
using FollowUpAgent.Notices.Webhooks;

namespace FollowUpAgent.Cli;

/// <summary><c>followup webhooks</c>: what other programs were told, and telling them again.</summary>
internal static class WebhooksVerb
{
    private const int Usual = 100;

    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        var verb = CreateList("webhooks", agent, output, "followup webhooks --failed --data my-agent", "followup webhooks test crm --data my-agent");
        verb.Subcommands.Add(CreateList("list", agent, output, "followup webhooks list --endpoint crm --json --data my-agent"));
        verb.Subcommands.Add(CreateResend(agent, output));
        verb.Subcommands.Add(CreateTest(agent, output));
        return verb;
    }

    private static Verb CreateList(string name, AgentOption agent, Output output, params string[] examples)
    {
        var failed = new Option<bool>("--failed") { Description = "Only those that were given up." };
        var endpoint = EndpointOption();
        var limit = NumberOption.Create("--limit", "How many.", Usual, 1, WebhookDesk.MostListed);
        var json = Output.JsonOption();
        return new Verb(name, "List what other programs (Notices:Webhooks) were told or are to be told, newest first.", examples)
        {
            failed, endpoint, limit, json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var deliveries = await opened.Get<WebhookDesk>().ListAsync(parse.GetValue(failed), parse.GetValue(endpoint), parse.GetValue(limit), cancellationToken);
            Write(output, deliveries, parse.GetValue(json));
            return ExitCode.Done;
        });
    }

    private static Verb CreateResend(AgentOption agent, Output output)
    {
        var id = new Argument<Guid?>("id") { Description = "The delivery (webhook-id).", Arity = ArgumentArity.ZeroOrOne };
        var endpoint = EndpointOption();
        var since = new MomentOption("--since", "Everything that was made for the endpoint since then");
        var failed = new Option<bool>("--failed") { Description = "With --since: only what was given up." };
        var json = Output.JsonOption();
        return new Verb(
            "resend",
            "Send deliveries again, whatever became of them; the worker does so within seconds. They keep their ids, so that a receiver knows what it has.",
            "followup webhooks resend 0193f2a0-0000-7000-8000-000000000000 --data my-agent",
            "followup webhooks resend --endpoint crm --since 2027-01-31T09:30 --failed --data my-agent")
        {
            id, endpoint, since.Option, failed, json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var desk = opened.Get<WebhookDesk>();
            var resent = (parse.GetValue(id), parse.GetValue(endpoint), since.Read(parse)) switch
            {
                ({ } one, null, null) => await ResendOneAsync(desk, new DeliveryId(one), cancellationToken),
                (null, { } key, { } from) => await desk.ResendAsync(key, from, parse.GetValue(failed), cancellationToken) ?? throw NoEndpoint(key, desk),
                _ => throw new VerbException("Expected the id of a delivery, or --endpoint together with --since.", ExitCode.WrongUsage),
            };
            if (parse.GetValue(json))
            {
                output.WriteJson(new { resent });
                return ExitCode.Done;
            }

            output.Line($"{resent} to be sent again.");
            return ExitCode.Done;
        });
    }

    private static Verb CreateTest(AgentOption agent, Output output)
    {
        var endpoint = new Argument<string>("endpoint") { Description = "Its name under Notices:Webhooks." };
        var json = Output.JsonOption();
        return new Verb(
            "test",
            "Send an endpoint a webhook of the type webhook.test now, and say what it answered. One that had said that it is gone goes on if it takes it.",
            "followup webhooks test crm --data my-agent")
        {
            endpoint, json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var (desk, key) = (opened.Get<WebhookDesk>(), parse.GetValue(endpoint)!);
            var answer = await desk.TestAsync(key, cancellationToken) ?? throw NoEndpoint(key, desk);
            if (parse.GetValue(json))
            {
                output.WriteJson(new { delivered = answer.IsDelivered, answer = answer.Said });
            }
            else
            {
                output.Line(answer.IsDelivered ? $"Taken: {answer.Said}." : $"Not taken: {answer.Said}.");
            }

            return answer.IsDelivered ? ExitCode.Done : ExitCode.Failed;
        });
    }

    private static Option<string?> EndpointOption() => new("--endpoint") { Description = "Only of this one, by its name under Notices:Webhooks.", HelpName = "name" };

    private static async Task<int> ResendOneAsync(WebhookDesk desk, DeliveryId id, CancellationToken cancellationToken) => await desk.ResendAsync(id, cancellationToken) switch
    {
        ResendOutcome.Queued => 1,
        ResendOutcome.NotKnown => throw new VerbException($"There is no delivery {id}: it was deleted for its age, or never was."),
        ResendOutcome.NoEndpoint => throw new VerbException($"The endpoint of {id} is not in the settings, or not enabled."),
        var other => throw new InvalidOperationException($"No such outcome: {other}."),
    };

    private static VerbException NoEndpoint(string key, WebhookDesk desk) => new(
        $"There is no endpoint '{key}' under Notices:Webhooks that is enabled: expected {(desk.Endpoints.Count == 0 ? "one to be there" : $"one of {string.Join(", ", desk.Endpoints.Select(e => e.Key))}")}.",
        ExitCode.WrongUsage);

    private static void Write(Output output, List<WebhookDelivery> deliveries, bool json)
    {
        if (json)
        {
            output.WriteJson(deliveries.Select(WebhookDesk.Show));
            return;
        }

        if (deliveries.Count == 0)
        {
            output.Line("No deliveries.");
            return;
        }

        output.Table([
            ["delivery", "made", "endpoint", "type", "state", "tries", "answer"],
            .. deliveries.Select(d => new[]
            {
                $"{d.Id}",
                d.MadeAt.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                d.Endpoint,
                d.Kind,
                d.State,
                d.Tries.ToString(CultureInfo.InvariantCulture),
                d.Answer ?? "-",
            }),
        ]);
    }
}
