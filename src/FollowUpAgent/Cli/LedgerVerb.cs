using System.CommandLine;
using System.Globalization;
using FollowUpAgent.Reports.Ledger;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Cli;

/// <summary><c>followup ledger</c>: the decisions for other programs.</summary>
internal static class LedgerVerb
{
    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output) => new(
        "ledger",
        "Give the ledger of decisions to other programs.",
        "followup ledger export decisions.csv --data my-agent")
    {
        Export(agent, output),
    };

    private static Verb Export(AgentOption agent, Output output)
    {
        var file = new Argument<string>("file") { Description = "Where to: decisions.csv for spreadsheets and data frames, decisions.jsonl for JSON lines." };
        var from = new MomentOption("--from", "The first moment of deciding. Default: the first of all");
        var until = new MomentOption("--until", "The moment of deciding from which on none is written. Default: none");
        var json = Output.JsonOption();
        return new Verb(
            "export",
            "Write each stage of each decision: what was proposed with which probabilities, what people had done instead, how the round ended, what it earned. Of people it has ids alone.",
            "followup ledger export decisions.csv --data my-agent",
            "followup ledger export decisions.jsonl --from 2026-11-01 --until 2026-12-01 --data my-agent")
        {
            file, from.Option, until.Option, json,
        }.Does(async (parse, cancellationToken) =>
        {
            var (path, since, end) = (parse.GetValue(file)!, from.Read(parse) ?? DateTimeOffset.UnixEpoch, until.Read(parse) ?? DateTimeOffset.MaxValue);
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            using var target = Open(path);
            var lines = await output.ShowProgressAsync(
                "Writing", progress => new LedgerExport(opened.Get<Database>()).WriteAsync(target, since, end, new ShownAs(progress), cancellationToken));
            target.Finish();
            if (parse.GetValue(json))
            {
                output.WriteJson(new { file = path, lines });
                return ExitCode.Done;
            }

            output.Line(string.Create(CultureInfo.InvariantCulture, $"{lines:N0} lines in {path}."));
            return ExitCode.Done;
        });
    }

    private static LedgerFile Open(string path)
    {
        try
        {
            return LedgerFile.Open(path) ?? throw new VerbException($"'{path}' ends neither in .csv nor in .jsonl.", ExitCode.WrongUsage);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VerbException($"'{path}' cannot be written: {e.Message}");
        }
    }

    private sealed class ShownAs(IProgress<string> progress) : IProgress<long>
    {
        public void Report(long value) => progress.Report(string.Create(CultureInfo.InvariantCulture, $"{value:N0} lines"));
    }
}
