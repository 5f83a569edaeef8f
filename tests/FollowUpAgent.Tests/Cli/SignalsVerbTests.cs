namespace FollowUpAgent.Tests.Cli;

public sealed class SignalsVerbTests
{
    [Fact]
    public async Task A_time_without_an_offset_is_one_of_the_named_zone()
    {
        using var shell = await Shell.WithSampleAsync();
        await shell.OnSampleAsync("import", await shell.WriteAsync("email\nada@one.test\n"));
        var file = await shell.WriteAsync("email,kind,name,occurred at\nada@one.test,custom,demo,2026-01-05 09:00:30\nbob@one.test,custom,demo,2026-01-05\n");

        var ran = await shell.OnSampleAsync("signals", "import", file, "--time-zone", "europe/amsterdam", "--json");
        var shown = await shell.OnSampleAsync("export", "ada@one.test");

        Assert.Equal((0, 1, 1), (ran.Code, ran.Json.GetProperty("added").GetInt32(), ran.Json.GetProperty("rejected").GetInt32()));
        Assert.Contains("2026-01-05T08:00:30", shown.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zone_that_does_not_exist_is_wrong_usage()
    {
        using var shell = await Shell.WithSampleAsync();

        var ran = await shell.OnSampleAsync("signals", "import", "signals.csv", "--time-zone", "Mars/Base");

        Assert.Equal(2, ran.Code);
        Assert.Contains("--time-zone", ran.Messages, StringComparison.Ordinal);
    }
}
