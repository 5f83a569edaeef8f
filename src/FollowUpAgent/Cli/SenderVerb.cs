using System.CommandLine;
using FollowUpAgent.Dispatch.Guards;
using FollowUpAgent.Oversight.People;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Cli;

/// <summary><c>followup sender resume</c>: lets a mailbox go on that the agent stopped or slowed down by itself.</summary>
internal static class SenderVerb
{
    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        const string Example = "followup sender resume anna@example.com --by anna --data my-agent";
        var verb = new Verb("sender", "See to the mailboxes that mails come from.", Example);
        verb.Subcommands.Add(CreateResume(agent, output, Example));
        return verb;
    }

    private static Verb CreateResume(AgentOption agent, Output output, string example)
    {
        var sender = new Argument<string>("sender") { Description = "The mailbox's address, or its key in the settings." };
        var by = new ByOption(Deed.ResumeSender, isRequired: true);
        var json = Output.JsonOption();
        return new Verb(
            "resume",
            "Let a mailbox go on that was stopped for complaints or bounces, and the others of its domain. What was before does not count any more, so mend the cause first; 'followup check' names it.",
            example)
        {
            sender, by.Option, json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var (guard, asked, now) = (opened.Get<SenderGuard>(), parse.GetValue(sender)!, opened.Get<TimeProvider>().GetUtcNow());
            var name = by.Read(parse, opened)!;
            if (guard.Named(asked).Count == 0)
            {
                throw new VerbException($"There is no mailbox '{asked}' in the settings.", ExitCode.WrongUsage);
            }

            var resumed = await opened.Get<Database>().WriteAsync(s => guard.ResumeAsync(s, asked, name, now), cancellationToken);
            if (parse.GetValue(json))
            {
                output.WriteJson(new { resumed });
                return ExitCode.Done;
            }

            output.Line(resumed.Count > 0 ? $"Goes on: {string.Join(", ", resumed)}." : "It was not held back.");
            return ExitCode.Done;
        });
    }
}
