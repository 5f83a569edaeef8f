using System.CommandLine;
using System.Globalization;
using FollowUpAgent.Events.Mail;
using FollowUpAgent.Events.Replies;
using FollowUpAgent.Oversight.People;

namespace FollowUpAgent.Cli;

/// <summary><c>followup replies</c>: shows what answers were understood to mean, and takes a person's word on it.</summary>
internal static class RepliesVerb
{
    private const int Most = 500;
    private const int LongestReason = 60;

    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output) => new(
        "replies",
        "Show what answers were understood to mean, and correct it; the agent learns from each correction.",
        "followup replies list --below-threshold --data my-agent",
        "followup replies correct 0197a1f0-0000-7000-8000-000000000001 --intent not-now --by anna --data my-agent")
    {
        List(agent, output),
        Correct(agent, output),
    };

    private static Verb List(AgentOption agent, Output output)
    {
        var unsure = new Option<bool>("--below-threshold") { Description = "Only those that are too unsure to act on: a person decides." };
        var json = Output.JsonOption();
        return new Verb("list", $"The last {Most} answers, newest first.", "followup replies list --json --data my-agent") { unsure, json }
            .Does(async (parse, cancellationToken) =>
            {
                await using var opened = await agent.OpenAsync(parse, cancellationToken);
                var replies = await opened.Get<ReplyDesk>().ListAsync(parse.GetValue(unsure), Most, cancellationToken);
                if (parse.GetValue(json))
                {
                    output.WriteJson(replies);
                    return ExitCode.Done;
                }

                output.Table([.. replies.Select(RowOf)]);
                return ExitCode.Done;
            });
    }

    private static Verb Correct(AgentOption agent, Output output)
    {
        var id = new Argument<Guid>("event") { Description = "The answer's event, as 'replies list' shows it." };
        var intent = new Option<string>("--intent") { Description = $"What it means: {string.Join(", ", ReplyIntentText.All)}.", Required = true };
        var by = new ByOption(Deed.CorrectReply, isRequired: false);
        return new Verb("correct", "Say what an answer means. A wish for no more mail takes effect at once.", "followup replies correct 0197a1f0-0000-7000-8000-000000000001 --intent unsubscribe --data my-agent") { id, intent, by.Option }
            .Does(async (parse, cancellationToken) =>
            {
                var meaning = ReplyIntentText.TryRead(parse.GetValue(intent)!)
                    ?? throw new VerbException($"--intent is '{parse.GetValue(intent)}': expected one of {string.Join(", ", ReplyIntentText.All)}.", ExitCode.WrongUsage);
                await using var opened = await agent.OpenAsync(parse, cancellationToken);
                var outcome = await opened.Get<ReplyDesk>().CorrectAsync(parse.GetValue(id), meaning, by.Read(parse, opened), cancellationToken);
                if (outcome is CorrectionOutcome.NotKnown)
                {
                    throw new VerbException($"No answer of a known contact has the id {parse.GetValue(id)}.");
                }

                output.Line(meaning is ReplyIntent.Unsubscribe ? "Corrected; the contact is suppressed and gets no more mail." : "Corrected. A suppression that followed before stays: see 'followup unsuppress'.");
                return ExitCode.Done;
            });
    }

    private static string[] RowOf(Reply r) =>
    [
        $"{r.EventId}", r.ReceivedAt.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), r.Intent, r.Confidence.ToString("0.00", CultureInfo.InvariantCulture),
        r.Corrected ? "corrected" : r.NeedsPerson ? "unsure" : "", r.ReturnDate?.ToString("O", CultureInfo.InvariantCulture) ?? "", Plain(r.Reason ?? ""),
    ];

    // What others wrote does not steer a terminal.
    private static string Plain(string text)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length > LongestReason ? line[..LongestReason] + "…" : line;
    }
}
