using System.CommandLine;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Oversight.People;

namespace FollowUpAgent.Cli;

/// <summary><c>followup pause</c> and <c>resume</c>: stop everything or one sequence, and let it go on.</summary>
internal static class PauseVerbs
{
    /// <summary>The verb that stops.</summary>
    public static Verb CreatePause(AgentOption agent, Output output)
    {
        var (sequence, by, reason, json) = Options();
        var until = new MomentOption("--until", "Until when. Default: until 'followup resume'");
        return new Verb(
            "pause",
            "Stop planning and sending: everything, or one sequence. What waits in the outbox stays there; slots that pass are drawn anew afterwards.",
            "followup pause --by anna --reason \"wrong price in the offer\" --data my-agent",
            "followup pause --sequence welcome --by anna --reason \"new texts on Monday\" --until 2027-01-31T09:00 --data my-agent")
        {
            sequence, by.Option, reason, until.Option, json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var (desk, what, name) = (Known(opened, parse.GetValue(sequence)), parse.GetValue(sequence), by.Read(parse, opened)!);
            var answer = await desk.PauseAsync(what, name, parse.GetValue(reason)!, until.Read(parse), cancellationToken);
            return DirectiveVerb.Tell(output, answer, opened, parse.GetValue(json));
        });
    }

    /// <summary>The verb that lets go on.</summary>
    public static Verb CreateResume(AgentOption agent, Output output)
    {
        var (sequence, by, reason, json) = Options();
        return new Verb(
            "resume",
            "Let everything, or one sequence, go on that was paused: within ten minutes.",
            "followup resume --by anna --reason \"the offer is right now\" --data my-agent",
            "followup resume --sequence welcome --by anna --reason \"texts are in\" --data my-agent")
        {
            sequence, by.Option, reason, json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var (desk, what, name) = (Known(opened, parse.GetValue(sequence)), parse.GetValue(sequence), by.Read(parse, opened)!);
            var resumed = await desk.ResumeAsync(what, name, parse.GetValue(reason)!, cancellationToken);
            if (parse.GetValue(json))
            {
                output.WriteJson(new
                {
                    ended = resumed.Ended.Select(d => d.Id),
                    made = resumed.Made?.Id,
                    paused = new { resumed.Left.Everything, sequences = resumed.Left.Sequences.Order(StringComparer.Ordinal) },
                });
                return ExitCode.Done;
            }

            output.Line(resumed is { Ended.Count: 0, Made: null } ? "It was not paused." : "Resumed.");
            output.Table(resumed.Left.Everything ? [["Everything is still paused: 'followup resume' without --sequence lets it go on."]] : []);
            output.Table([.. resumed.Left.Sequences.Order(StringComparer.Ordinal).Select(s => new[] { $"Still paused by itself: {s}." })]);
            return ExitCode.Done;
        });
    }

    private static (Option<string?> Sequence, ByOption By, Option<string> Reason, Option<bool> Json) Options() => (
        new Option<string?>("--sequence") { Description = "Only this sequence. Default: everything.", HelpName = "key" },
        new ByOption(Deed.Pause, isRequired: true),
        new Option<string>("--reason") { Description = "Why; about the agent, not about a contact.", Required = true },
        Output.JsonOption());

    private static PauseDesk Known(OpenedAgent opened, string? sequence) => opened.Get<PauseDesk>() is var desk && desk.Knows(sequence)
        ? desk
        : throw new VerbException($"There is no sequence '{sequence}'.", ExitCode.WrongUsage);
}
