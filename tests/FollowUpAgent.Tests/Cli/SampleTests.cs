namespace FollowUpAgent.Tests.Cli;

public sealed class SampleTests
{
    [Fact]
    public async Task Two_commands_are_enough_to_see_mails()
    {
        using var shell = new Shell();

        var init = await shell.RunAsync("init", shell.Agent);
        var run = await shell.OnSampleAsync("run", "--once");

        Assert.Equal((0, 0), (init.Code, run.Code));
        Assert.InRange(shell.Mails.Length, 6, 10);
    }

    [Theory]
    [InlineData("2026-03-01T23:30:00Z")]
    [InlineData("2026-12-25T04:00:00Z")]
    [InlineData("2026-07-04T12:00:00Z")]
    public async Task The_sample_mails_on_any_day_and_at_any_hour(string moment)
    {
        using var shell = await Shell.WithSampleAsync();
        shell.Clock.JumpTo(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture));

        await shell.OnSampleAsync("import", Path.Combine(shell.Agent, "contacts.csv"));
        var enroll = await shell.OnSampleAsync("enroll", "welcome", "--json");
        await shell.OnSampleAsync("run", "--once");

        Assert.Equal(10, enroll.Json.GetProperty("enrolled").GetInt32());
        Assert.InRange(shell.Mails.Length, 6, 10);
    }

    [Fact]
    public async Task The_sample_lives_through_all_its_steps()
    {
        using var shell = new Shell();
        await shell.RunAsync("init", shell.Agent);

        for (var day = 0; day < 10; day++)
        {
            await shell.OnSampleAsync("run", "--once");
            shell.Clock.Advance(TimeSpan.FromDays(1));
        }

        var subjects = shell.Mails.Select(m => File.ReadLines(m).Single(l => l.StartsWith("Subject:", StringComparison.Ordinal))).Distinct().ToList();
        Assert.InRange(shell.Mails.Length, 16, 30);
        Assert.True(subjects.Count >= 6, string.Join("\n", subjects));
    }

    [Fact]
    public async Task Init_names_the_commands_that_come_next()
    {
        using var shell = new Shell();

        var init = await shell.RunAsync("init", shell.Agent);

        Assert.All(
            new[] { "followup run", "followup import", "followup enroll welcome" },
            next => Assert.Contains(next, init.Data, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Init_leaves_an_agent_that_is_there_alone()
    {
        using var shell = await Shell.WithSampleAsync();
        await shell.ConfigureAsync("mine");

        var again = await shell.RunAsync("init", shell.Agent);

        Assert.Equal(1, again.Code);
        Assert.Contains("nothing was written", again.Messages, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(shell.Agent, "appsettings.json")));
    }
}
