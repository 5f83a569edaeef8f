using System.CommandLine;
using System.Globalization;
using FollowUpAgent.Contacts;
using FollowUpAgent.Sequences;
using FollowUpAgent.Signals.Import;

namespace FollowUpAgent.Cli;

/// <summary><c>followup signals</c>: what contacts did of own will, from elsewhere.</summary>
internal static class SignalsVerb
{
    private const string Utc = "Etc/UTC";

    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output) => new(
        "signals",
        "What contacts did of own will: visits, replies, events of your own.",
        "followup signals import activities.csv --data my-agent")
    {
        Import(agent, output),
    };

    private static Verb Import(AgentOption agent, Output output)
    {
        var file = new Argument<string>("file") { Description = "A CSV file with the columns email or contact, kind (reply, click, visit, custom), name, occurred at, source id." };
        var zone = new Option<string>("--time-zone") { Description = "The zone of times without an offset, as in Europe/Amsterdam.", HelpName = "zone", DefaultValueFactory = _ => Utc };
        var errors = new Option<string?>("--errors") { Description = "Where rows that cannot be used are written. Default: the file's name with .errors.csv.", HelpName = "file" };
        var json = Output.JsonOption();
        return new Verb(
            "import",
            "Import what contacts did from the export of a CRM. The same file again changes nothing; rows that cannot be used are written to a file beside it.",
            "followup signals import activities.csv --data my-agent",
            "followup signals import activities.csv --time-zone Europe/Amsterdam --json --data my-agent")
        {
            file, zone, errors, json,
        }.Does(async (parse, cancellationToken) =>
        {
            var name = TimeZoneNames.Find(parse.GetValue(zone)!) ?? throw new VerbException("--time-zone is no zone: expected an IANA name, as in Europe/Amsterdam.", ExitCode.WrongUsage);
            var request = new SignalImportRequest(parse.GetValue(file)!, local => MomentOf(local, name)) { ErrorFile = parse.GetValue(errors) };
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var summary = await output.ShowProgressAsync(
                "Importing", progress => opened.Get<SignalImporter>().ImportAsync(request, new ImportProgressText(progress), cancellationToken));
            Write(output, summary, parse.GetValue(json));
            return summary.Rows > 0 && summary.Rejected == summary.Rows ? ExitCode.Failed : ExitCode.Done;
        });
    }

    private static DateTimeOffset MomentOf(DateTime local, string zone)
    {
        var minute = TimeOfDay.At(local.Hour, local.Minute);
        return LocalSchedule.MomentOf(DateOnly.FromDateTime(local), minute, zone, Utc).AddTicks(local.Ticks % TimeSpan.TicksPerMinute);
    }

    private static void Write(Output output, SignalImportSummary summary, bool json)
    {
        if (json)
        {
            output.WriteJson(summary);
            return;
        }

        output.Line(string.Create(
            CultureInfo.InvariantCulture, $"{summary.Rows:N0} rows of {summary.File}: {summary.Added:N0} added, {summary.Known:N0} known already, {summary.Rejected:N0} rejected."));
        output.Table([.. summary.FirstRejected.Select(r => new[] { $"line {r.Line}", r.Reason })], indent: 4);
        if (summary.ErrorFile is not null)
        {
            output.Line($"  The rows that were not used, with reasons: {summary.ErrorFile}. Correct and import that file.");
        }
    }
}
