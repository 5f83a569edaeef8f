namespace FollowUpAgent.Tests.Cli;

public sealed class SimulateTests
{
    private static readonly string[] Short = ["simulate", "--days", "12", "--per-day", "40", "--variants", "3", "--seeds", "2"];

    [Fact]
    public async Task A_world_is_told_in_words_and_for_scripts()
    {
        using var shell = new Shell();

        var words = await shell.RunAsync([.. Short, "--world", "strong-context"]);
        var json = (await shell.RunAsync([.. Short, "--world", "strong-context", "--json"])).Json;

        Assert.Equal(0, words.Code);
        Assert.Contains("strong-context (2 runs), answers per mail:", words.Data, StringComparison.Ordinal);
        Assert.Contains("of what there is to gain", words.Data, StringComparison.Ordinal);
        var world = Assert.Single(json.GetProperty("worlds").EnumerateArray().ToList());
        Assert.Equal("strong-context", world.GetProperty("world").GetString());
        Assert.Equal(10, world.GetProperty("shareOfBest").GetArrayLength());
        Assert.True(Value("learned") < Value("best") && Value("uniform") < Value("best"));
        Assert.Equal(Value("learned") - Value("uniform"), Value("overUniform"), 9);
        Assert.InRange(Value("learned"), world.GetProperty("learned").GetProperty("low").GetDouble(), world.GetProperty("learned").GetProperty("high").GetDouble());

        double Value(string figure) => world.GetProperty(figure).GetProperty("value").GetDouble();
    }

    [Fact]
    public async Task Without_a_world_all_of_them_are_tried()
    {
        using var shell = new Shell();

        var ran = await shell.RunAsync("simulate", "--days", "3", "--per-day", "5", "--variants", "2", "--seeds", "1", "--json");

        Assert.Equal(
            ["static", "drifting", "seasonal", "no-effect", "strong-context", "delayed"],
            ran.Json.GetProperty("worlds").EnumerateArray().Select(w => w.GetProperty("world").GetString()));
    }

    [Theory]
    [InlineData("--world", "flat")]
    [InlineData("--days", "0")]
    [InlineData("--variants", "1")]
    [InlineData("--seeds", "many")]
    public async Task What_cannot_be_simulated_is_wrong_usage(string option, string value)
    {
        using var shell = new Shell();

        var ran = await shell.RunAsync("simulate", option, value);

        Assert.Equal(2, ran.Code);
        Assert.Contains(value, ran.Messages, StringComparison.Ordinal);
    }
}
