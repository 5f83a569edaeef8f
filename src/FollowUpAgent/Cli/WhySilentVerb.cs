using System.CommandLine;
using System.Globalization;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Silences;

namespace FollowUpAgent.Cli;

/// <summary><c>followup why-silent</c>: why nothing is sent to a contact now, and what would change it.</summary>
internal static class WhySilentVerb
{
    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        var contact = new Argument<string>("contact") { Description = "The contact's address or id." };
        var json = Output.JsonOption();
        return new Verb(
            "why-silent",
            "Say why nothing is sent to a contact now: every reason that holds, the most binding first, each with what would change it. Changes nothing.",
            "followup why-silent ada.brown@example.com --data my-agent")
        {
            contact, json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var asked = parse.GetValue(contact)!;
            var silent = await opened.ReadAsync(s => opened.Get<SilenceReader>().ReadAsync(s, asked), cancellationToken)
                ?? throw new VerbException($"'{asked}' is neither an address nor an id.", ExitCode.WrongUsage);
            if (parse.GetValue(json))
            {
                output.WriteJson(new
                {
                    contact = silent.Contact,
                    silent.At,
                    reasons = silent.Reasons.Select(r => new { reason = ReportsApi.Show(r), says = SilenceText.Say(r), change = SilenceText.Change(r) }),
                });
                return ExitCode.Done;
            }

            Write(output, silent);
            return ExitCode.Done;
        });
    }

    private static void Write(Output output, SilentContact silent)
    {
        foreach (var (reason, number) in silent.Reasons.Select((r, i) => (r, i + 1)))
        {
            var where = reason.Sequence is null ? "" : reason.Step is null ? $"{reason.Sequence}: " : $"{reason.Sequence}/{reason.Step}: ";
            output.Line(string.Create(CultureInfo.InvariantCulture, $"{number}. {where}{SilenceText.Say(reason)}."));
            output.Line($"   {SilenceText.Change(reason)}.");
        }
    }
}
