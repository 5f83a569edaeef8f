using System.Globalization;
using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Scenarios;
using FollowUpAgent.Scenarios.Comparing;

namespace FollowUpAgent.Cli;

/// <summary>Scenarios for people at a terminal.</summary>
internal static class ScenarioText
{
    private const double PerThousand = 1000;

    /// <summary>What a scenario changes.</summary>
    public static string Changes(Scenario scenario) => DirectiveText.Changes(scenario.AsDirective(scenario.MadeAt));

    /// <summary>A comparison.</summary>
    public static void Write(Output output, Comparison comparison)
    {
        var scenarios = comparison.Scenarios;
        output.Line(string.Create(CultureInfo.InvariantCulture, $"Per 1,000 contacts, with intervals of 90 %, on {comparison.Decisions:N0} decisions about {comparison.Contacts:N0} contacts. * from the models, not from what happened."));
        output.Line();
        output.Table(
        [
            [" ", .. scenarios.Select(s => s.Name)],
            .. scenarios[0].Figures.Select(f => new[] { f.What }.Concat(scenarios.Select(s => Figure(s.Find(f.What), comparison.PerContact))).ToArray()),
            ["reward, 20 % fewer respond", .. scenarios.Select(s => Number(s.RewardIfResponseFalls * PerThousand * comparison.PerContact))],
            .. Shares("mails to ", scenarios, s => s.Segments),
            .. Shares("mails of ", scenarios, s => s.Variants),
        ]);
        foreach (var scenario in scenarios.Skip(1))
        {
            output.Line();
            output.Line($"{scenario.Name}: {Changes(scenario.Scenario!)}.");
            Write(output, "assumed", scenario.Scenario!.Assumed);
            Write(output, "chance", scenario.Chances);
            Write(output, "risk", scenario.Risks);
            Write(output, "clash", scenario.Clashes);
            Write(output, "affected", scenario.Affected);
        }

        output.Line();
        Write(output, "holds if", comparison.Assumptions);
    }

    /// <summary>What became of forecasts.</summary>
    public static void Write(Output output, IReadOnlyList<ScoredAdoption> scored)
    {
        output.Table(scored.Count == 0 ? [["No scenario was adopted."]] : []);
        foreach (var one in scored)
        {
            output.Line(string.Create(CultureInfo.InvariantCulture, $"{one.Adoption.Scenario}, adopted {DirectiveText.Moment(one.Adoption.AdoptedAt)} by {one.Adoption.Person}: {one.Decisions:N0} decisions have had their time."));
            if (one.IsTooEarly)
            {
                output.Line($"  Not yet: fewer than {ScenarioDesk.LeastScored} say nothing of a forecast.");
                continue;
            }

            output.Table(one.Lines.Count == 0
                ? [["No forecast was kept."]]
                : [["per 1,000 decisions", "forecast", "happened", ""], .. one.Lines.Select(l => new[]
                {
                    l.Forecast.What, Interval(l.Score.Forecast.Times(PerThousand)) + (l.Forecast.From == "log" ? "" : " *"), Interval(l.Score.Happened.Times(PerThousand)), l.Score.IsInside ? "as forecast" : "not as forecast",
                })], indent: 2);
        }
    }

    private static void Write(Output output, string word, IReadOnlyList<string> lines) => output.Table([.. lines.Select(l => new[] { word, l })], indent: 2);

    private static IEnumerable<string[]> Shares(string title, IReadOnlyList<ScenarioOutlook> scenarios, Func<ScenarioOutlook, IReadOnlyList<SharePart>> parts) =>
        scenarios.SelectMany(parts).Select(p => p.Name).Distinct().Order(StringComparer.Ordinal).Select(name => new[] { title + name }
            .Concat(scenarios.Select(s => parts(s).FirstOrDefault(p => p.Name == name) is { } part ? $"{Interval(part.Share.Times(100))} %" : "none")).ToArray());

    private static string Figure(ScenarioFigure figure, double perContact) =>
        $"{Interval(figure.Expected.Times(PerThousand * perContact))}{(figure.Lack is null ? "" : " *")}";

    private static string Interval(ForecastFigure figure) => $"{Number(figure.Value)} ({Number(figure.Low)} to {Number(figure.High)})";

    private static string Number(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
