using FollowUpAgent.Cli;

namespace FollowUpAgent.Tests.Cli;

public sealed class ScenarioVerbTests
{
    [Fact]
    public async Task A_scenario_is_written_listed_adopted_and_scored_and_nothing_holds_before()
    {
        using var shell = await Shell.WithSampleAsync();

        var made = await NewAsync(shell, "Outcomes:goal:Weight=20");
        var listed = (await shell.OnSampleAsync("scenario", "list", "--json")).Json;
        var before = await shell.OnSampleAsync("directive", "list");
        var compared = await shell.OnSampleAsync("scenario", "compare", "heavier");
        var adopted = await shell.OnSampleAsync("scenario", "adopt", "heavier", "--by", "paul", "--reason", "agreed", "--until", "2026-04-01");
        var directives = (await shell.OnSampleAsync("directive", "list", "--json")).Json;
        var scored = await shell.OnSampleAsync("scenario", "score");

        Assert.Contains("Scenario heavier: Outcomes:goal:Weight=20.", made.Data, StringComparison.Ordinal);
        Assert.Equal(("heavier", "sales has room"), (listed[0].GetProperty("name").GetString(), listed[0].GetProperty("assumptions")[0].GetString()));
        Assert.Contains("No directives.", before.Data, StringComparison.Ordinal);
        Assert.Equal(ExitCode.WrongUsage, compared.Code);
        Assert.Contains("Compare again later", compared.Messages, StringComparison.Ordinal);
        Assert.Contains("No forecast is kept", adopted.Data, StringComparison.Ordinal);
        Assert.Equal(("20", "paul"), (directives[0].GetProperty("changes").GetProperty("Outcomes:goal:Weight").GetString(), directives[0].GetProperty("person").GetString()));
        Assert.Contains("Not yet", scored.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_meant_ends_with_2_and_says_why()
    {
        using var shell = await Shell.WithSampleAsync();

        var wrong = await NewAsync(shell, "Outcomes:gaol:Weight=20");
        var unknown = await shell.OnSampleAsync("scenario", "adopt", "nothing", "--by", "anna", "--reason", "x");
        var unscored = await shell.OnSampleAsync("scenario", "score", "nothing");

        Assert.Equal((ExitCode.WrongUsage, ExitCode.WrongUsage, ExitCode.WrongUsage), (wrong.Code, unknown.Code, unscored.Code));
        Assert.Contains("Outcomes:gaol:Weight is 'gaol'", wrong.Messages, StringComparison.Ordinal);
        Assert.Contains("no scenario 'nothing'", unknown.Messages, StringComparison.Ordinal);
        Assert.Contains("No scenarios.", (await shell.OnSampleAsync("scenario", "list")).Data, StringComparison.Ordinal);
    }

    private static Task<Ran> NewAsync(Shell shell, string change) => shell.OnSampleAsync(
        "scenario", "new", "heavier", "--set", change, "--assume", "sales has room", "--by", "anna", "--reason", "few meetings");
}
