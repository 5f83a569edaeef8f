using System.CommandLine;
using System.Globalization;
using FollowUpAgent.Contacts;
using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Oversight.People;

namespace FollowUpAgent.Cli;

/// <summary><c>followup suppress</c> and <c>unsuppress</c>: who is not to be mailed, whatever else is known.</summary>
internal static class SuppressVerbs
{
    /// <summary>The verb that adds.</summary>
    public static Verb CreateSuppress(AgentOption agent, Output output)
    {
        var address = new Argument<string?>("address") { Description = "The address, known here or not.", Arity = ArgumentArity.ZeroOrOne };
        var list = new Option<string?>("--list") { Description = "A CSV file of addresses instead, or one address a line.", HelpName = "file" };
        var until = new Option<string?>("--until") { Description = "Only until this day (UTC), as in 2027-01-31. Default: for ever.", HelpName = "day" };
        var by = new ByOption(Deed.Suppress, isRequired: false);
        var json = Output.JsonOption();
        return new Verb(
            "suppress",
            "Never mail this address, or the addresses of a list. What is planned for it is not sent.",
            "followup suppress ada.brown@example.com --by anna --data my-agent",
            "followup suppress --list do-not-mail.csv --data my-agent")
        {
            address, list, until, by.Option, json,
        }.Does(async (parse, cancellationToken) =>
        {
            var (one, file) = (parse.GetValue(address), parse.GetValue(list));
            if (one is null == file is null)
            {
                throw new VerbException("Name one address, or a file with --list.", ExitCode.WrongUsage);
            }

            var end = ReadDay(parse.GetValue(until));
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var name = by.Read(parse, opened);
            if (file is not null)
            {
                Write(output, await opened.Get<SuppressionImporter>().ImportAsync(file, cancellationToken), parse.GetValue(json));
                return ExitCode.Done;
            }

            if (!await opened.Get<SuppressionList>().SuppressAsync(one!, name, end, cancellationToken))
            {
                throw new VerbException($"'{one}' is not one plain mail address.", ExitCode.WrongUsage);
            }

            Write(output, new SuppressionSummary { Added = 1 }, parse.GetValue(json));
            return ExitCode.Done;
        });
    }

    /// <summary>The verb that takes off.</summary>
    public static Verb CreateUnsuppress(AgentOption agent, Output output)
    {
        var address = new Argument<string>("address") { Description = "The address." };
        var by = new ByOption(Deed.Unsuppress, isRequired: false);
        var json = Output.JsonOption();
        return new Verb(
            "unsuppress",
            "Take an address off the suppression list, whatever the reason was. Only when the person asks for mail again.",
            "followup unsuppress ada.brown@example.com --data my-agent")
        {
            address, by.Option, json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            by.Read(parse, opened);
            var removed = await opened.Get<SuppressionList>().UnsuppressAsync(parse.GetValue(address)!, cancellationToken)
                ?? throw new VerbException($"'{parse.GetValue(address)}' is not on the suppression list.");
            if (parse.GetValue(json))
            {
                output.WriteJson(new { removed.Reason, removed.Evidence, removed.Since, removed.Until });
                return ExitCode.Done;
            }

            output.Line($"Off the list; it was there because: {removed.Reason}. Sequences that ended stay ended.");
            return ExitCode.Done;
        });
    }

    private static DateTimeOffset? ReadDay(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero)
            : throw new VerbException($"--until is '{text}': expected a day such as 2027-01-31.", ExitCode.WrongUsage);
    }

    private static void Write(Output output, SuppressionSummary summary, bool json)
    {
        if (json)
        {
            output.WriteJson(summary);
            return;
        }

        output.Line($"{summary.Added} suppressed, {summary.Known} were already, {summary.Rejected} lines without a usable address.");
        output.Table([.. summary.FirstRejected.Select(r => new[] { $"line {r.Line}", r.Reason })], indent: 2);
    }
}
