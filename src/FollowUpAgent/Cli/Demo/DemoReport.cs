using System.Globalization;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Cli.Demo;

/// <summary>What the demo tells its person. With JSON, the result alone goes to the data stream and everything else beside it.</summary>
internal sealed class DemoReport(Output output, bool isJson)
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>Where to look.</summary>
    public void WriteGreeting(string page, AgentFolder folder)
    {
        Say($"The page:   {page}");
        Say($"The folder: {folder.Root} (mails in 'mail'; the database is written with synchronous=NORMAL: a power cut may cost its last second)");
        Say("Everybody in it is invented, and so are their answers.");
    }

    /// <summary>What came of it.</summary>
    public void Write(DemoFigures figures, Findings findings, AgentFolder folder)
    {
        if (isJson)
        {
            output.WriteJson(figures);
            return;
        }

        WriteGroups(figures);
        WriteWeeks(figures);
        WriteTruth(findings);
        foreach (var sentence in findings.Sentences())
        {
            output.Line();
            output.Line(sentence);
        }

        output.Line();
        output.Line("Ask the ledger yourself:");
        output.Line($"  followup explain {findings.ExplainedAddress() ?? "<address>"} --data {folder.Root}");
    }

    /// <summary>That the page stays.</summary>
    public void WriteServing(string page) => Say($"The page stays at {page} until Ctrl+C.");

    private void WriteGroups(DemoFigures figures)
    {
        output.Line();
        output.Table(
        [
            ["group", "contacts", "mails", "replies", "goals", "unsubscribes", "reward per contact"],
            .. figures.Groups.Select(g => new[] { g.Group, $"{g.Contacts}", $"{g.Messages}", $"{g.Replies}", $"{g.Goals}", $"{g.Unsubscribes}", Number(g.RewardPerContact) }),
        ]);
        output.Line(Text($"What the agent adds over chance: {figures.Uplift.Value:0.00} per contact, 95 % between {figures.Uplift.Low:0.00} and {figures.Uplift.High:0.00}."));
        output.Line(Text($"Mails: {figures.Messages.Planned} planned, {figures.Messages.Sent} in the folder, {figures.Messages.Lost} lost, {figures.Messages.Duplicate} twice. {figures.Seconds:0.0} s, {figures.PeakMegabytes:0} MB."));
    }

    private void WriteWeeks(DemoFigures figures)
    {
        output.Line();
        output.Table(
        [
            ["week", "mails", "treatment", "control", "best text", "best time"],
            .. figures.Weeks.Select(w => new[]
            {
                $"{w.Week}", $"{w.Messages}", Number(w.RewardPerContact.GetValueOrDefault("treatment")), Number(w.RewardPerContact.GetValueOrDefault("control")),
                Share(w.Best["which"]), Share(w.Best["when"]),
            }),
        ]);
        output.Line("treatment, control: reward per contact so far. best: how probable the agent made what is truly best.");
    }

    private void WriteTruth(Findings findings)
    {
        output.Line();
        output.Table(
        [
            ["the truth", "", "odds of an answer", "by chance", "agent at first", "agent at last"],
            .. findings.All().Select(f => new[] { f.Who, f.What, Text($"x {f.Odds:0.0}"), Share(f.ByChance), Share(f.AtFirst), Share(f.AtLast) }),
        ]);
    }

    private void Say(string text)
    {
        if (isJson)
        {
            output.Message(text);
            return;
        }

        output.Line(text);
    }

    private static string Number(double value) => value.ToString("0.00", Plain);

    private static string Share(double? value) => value is { } share ? share.ToString("P0", Plain) : "-";

    private static string Text(FormattableString text) => text.ToString(Plain);
}
