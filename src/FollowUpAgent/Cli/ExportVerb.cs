using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using FollowUpAgent.Contacts;

namespace FollowUpAgent.Cli;

/// <summary><c>followup export</c>: everything held of one person, to be given to them (GDPR Art. 15).</summary>
internal static class ExportVerb
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        var address = new Argument<string>("address") { Description = "The person's address." };
        var to = new Option<string?>("--to") { Description = "Write it into this file. Default: to standard output.", HelpName = "file" };
        return new Verb(
            "export",
            "Write everything that is held of a person as JSON, to be given to them.",
            "followup export ada.brown@example.com --to ada.json --data my-agent")
        {
            address, to,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var found = await opened.Get<PersonalData>().ExportAsync(parse.GetValue(address)!, cancellationToken)
                ?? throw new VerbException($"Nothing is held of '{parse.GetValue(address)}'.");
            var text = found.ToJsonString(Readable);
            if (parse.GetValue(to) is not { } file)
            {
                output.Line(text);
                return ExitCode.Done;
            }

            await File.WriteAllTextAsync(file, text + Environment.NewLine, cancellationToken);
            output.Message($"Written to {file}. Delete it once the person has it.");
            return ExitCode.Done;
        });
    }
}
