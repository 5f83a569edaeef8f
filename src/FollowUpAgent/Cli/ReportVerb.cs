using System.CommandLine;
using FollowUpAgent.Notices;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Rendering;

namespace FollowUpAgent.Cli;

/// <summary><c>followup report</c>: what a week brought.</summary>
internal static class ReportVerb
{
    private static readonly string[] Formats = ["markdown", "html", "json"];

    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        var week = new Option<string?>("--week") { Description = "An ISO week. Default: the last one that ended, or the first one while it runs.", HelpName = "2026-W47" };
        var format = new Option<string>("--format") { Description = "markdown, html or json.", HelpName = "format", DefaultValueFactory = _ => Formats[0] };
        var language = new Option<string?>("--language") { Description = $"{string.Join(" or ", Texts.Languages)}. Default: Reports:Language.", HelpName = "language" };
        var to = new Option<string?>("--to") { Description = "Write it into this file. Default: to standard output.", HelpName = "file" };
        var send = new Option<bool>("--send") { Description = "Mail it to everybody of People who has an address, each in their language, as the weekly job does." };
        format.AcceptOnlyFromAmong(Formats);
        language.AcceptOnlyFromAmong([.. Texts.Languages]);
        week.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && IsoWeek.TryParse(token.Value) is null)
            {
                result.AddError($"'{token.Value}' is no week: expected one such as 2026-W47.");
            }
        });
        return new Verb(
            "report",
            "Say what a week brought: by group with intervals, what the agent adds, what works, what cannot be known yet, and what to decide.",
            "followup report --data my-agent",
            "followup report --week 2026-W47 --format html --language nl --to report.html --data my-agent",
            "followup report --send --data my-agent")
        {
            week, format, language, to, send,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var desk = opened.Get<ReportDesk>();
            var asked = parse.GetValue(week) is { } name ? IsoWeek.TryParse(name)! : await desk.LatestWeekAsync(cancellationToken);
            if (asked.From > opened.Get<TimeProvider>().GetUtcNow())
            {
                throw new VerbException($"The week {asked.Key} has not begun.", ExitCode.WrongUsage);
            }

            var report = await output.ShowProgressAsync("Adding up", _ => desk.GetAsync(asked, cancellationToken));
            if (parse.GetValue(send))
            {
                return await SendAsync(opened.Get<ReportPost>(), report, output, cancellationToken);
            }

            var text = Write(report, parse.GetValue(format)!, Texts.Find(parse.GetValue(language) ?? opened.Get<ReportsOptions>().Language)!);
            if (parse.GetValue(to) is not { } file)
            {
                output.Line(text.TrimEnd());
                return ExitCode.Done;
            }

            await File.WriteAllTextAsync(file, text, cancellationToken);
            output.Message($"Written to {file}.");
            return ExitCode.Done;
        });
    }

    private static async Task<int> SendAsync(ReportPost post, WeeklyReport report, Output output, CancellationToken cancellationToken)
    {
        if (post.Readers.Count == 0)
        {
            throw new VerbException("Nobody of People has an address: set People:<key>:Address for those who are to get it.");
        }

        var untold = await post.SendAsync(report, cancellationToken);
        if (untold.Count > 0)
        {
            throw new VerbException(post.Advice(untold));
        }

        output.Message($"The report of {report.Week} went to {string.Join(", ", post.Readers.Select(p => p.Key))}.");
        return ExitCode.Done;
    }

    private static string Write(WeeklyReport report, string format, Texts texts) => format switch
    {
        "json" => ReportJson.Write(report, texts),
        "html" => ReportHtml.Write(ReportDocument.Of(report, texts)),
        _ => ReportMarkdown.Write(ReportDocument.Of(report, texts)),
    };
}
