using FollowUpAgent.Cli;

namespace FollowUpAgent.Tests.Cli;

public sealed class DirectiveVerbTests
{
    [Fact]
    public async Task A_directive_is_made_listed_shown_by_check_with_its_origin_and_ended()
    {
        using var shell = await Shell.WithSampleAsync();

        var made = (await shell.OnSampleAsync("directive", "add", "--set", "Outcomes:goal:Weight=20", "--by", "anna", "--reason", "few meetings", "--until", "2026-04-01", "--json")).Json;
        var id = made.GetProperty("id").GetString()!;
        var listed = (await shell.OnSampleAsync("directive", "list", "--json")).Json;
        var check = (await shell.OnSampleAsync("check", "--json")).Json;
        var ended = await shell.OnSampleAsync("directive", "end", id, "--by", "paul", "--reason", "enough");
        var left = await shell.OnSampleAsync("directive", "list");

        Assert.Equal((id, true, "20"), (
            listed[0].GetProperty("id").GetString(), listed[0].GetProperty("inForce").GetBoolean(), listed[0].GetProperty("changes").GetProperty("Outcomes:goal:Weight").GetString()));
        var weight = check.GetProperty("settings").EnumerateArray().Single(s => s.GetProperty("key").GetString() == "Outcomes:goal:Weight");
        Assert.Equal(("20", $"directive {id} by anna, from 2026-03-02 07:00 until 2026-04-01 00:00"), (weight.GetProperty("value").GetString(), weight.GetProperty("origin").GetString()));
        Assert.Contains("Ended by paul.", ended.Data, StringComparison.Ordinal);
        Assert.Contains("No directives.", left.Data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--set", "Outcomes:goal:Weight", "expected a key and a value")]
    [InlineData("--set", "Outcomes:gaol:Weight=2", "Outcomes:gaol:Weight is 'gaol'")]
    [InlineData("--from", "yesterday", "expected a day or a time")]
    [InlineData("--until", "2026-03-01", "until is '2026-03-01T00:00:00Z'")]
    [InlineData("--unset", "Outcomes:goal:Weight", "given twice")]
    public async Task What_cannot_be_meant_ends_with_2_and_says_why(string option, string value, string expected)
    {
        using var shell = await Shell.WithSampleAsync();

        var ran = await shell.OnSampleAsync("directive", "add", "--set", "Outcomes:goal:Weight=20", option, value, "--by", "anna", "--reason", "few meetings");

        Assert.Equal(ExitCode.WrongUsage, ran.Code);
        Assert.Contains(expected, ran.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_reviews_the_rules_that_a_directive_lays()
    {
        using var shell = await Shell.WithSampleAsync();

        var made = await shell.OnSampleAsync(
            "directive", "add", "--by", "anna", "--reason", "few meetings",
            "--set", "Guardrails:quiet-summer:Kind=never", "--set", "Guardrails:quiet-summer:Sequence=welcome", "--set", "Guardrails:quiet-summer:Owner=anna", "--set", "Guardrails:quiet-summer:Reason=Nobody reads.");
        var check = (await shell.OnSampleAsync("check", "--json")).Json;

        Assert.Equal(ExitCode.Done, made.Code);
        var rules = check.GetProperty("readings").EnumerateArray().Single(r => r.GetProperty("name").GetString() == "guardrails");
        Assert.Equal("1 rules, none contradicts another", rules.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_sequence_is_paused_and_let_go_on()
    {
        using var shell = await Shell.WithSampleAsync();

        var unknown = await shell.OnSampleAsync("pause", "--sequence", "nowhere", "--by", "anna", "--reason", "x");
        await shell.OnSampleAsync("pause", "--sequence", "welcome", "--by", "anna", "--reason", "wrong price");
        var paused = await shell.OnSampleAsync("check");
        var resumed = await shell.OnSampleAsync("resume", "--sequence", "welcome", "--by", "anna", "--reason", "mended");
        var again = await shell.OnSampleAsync("resume", "--sequence", "welcome", "--by", "anna", "--reason", "mended");

        Assert.Equal(ExitCode.WrongUsage, unknown.Code);
        Assert.Contains("1 in force; paused: welcome", paused.Data, StringComparison.Ordinal);
        Assert.Contains("Resumed.", resumed.Data, StringComparison.Ordinal);
        Assert.Contains("It was not paused.", again.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_and_goals_say_so_where_there_are_none()
    {
        using var shell = await Shell.WithSampleAsync();

        Assert.Contains("Nobody is configured", (await shell.OnSampleAsync("people")).Data, StringComparison.Ordinal);
        Assert.Contains("No goals.", (await shell.OnSampleAsync("goals")).Data, StringComparison.Ordinal);
        Assert.Equal(0, (await shell.OnSampleAsync("goals", "--json")).Json.GetArrayLength());
    }
}
