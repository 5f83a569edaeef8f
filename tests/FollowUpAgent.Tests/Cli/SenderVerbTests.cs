using FollowUpAgent.Cli;

namespace FollowUpAgent.Tests.Cli;

public sealed class SenderVerbTests
{
    [Fact]
    public async Task A_mailbox_that_is_not_held_back_is_said_to_be_so_and_an_unknown_one_is_wrong_usage()
    {
        using var shell = await Shell.WithSampleAsync();
        var known = (await shell.OnSampleAsync("check", "--json")).Json.GetProperty("settings").EnumerateArray()
            .First(s => s.GetProperty("key").GetString()!.StartsWith("Senders:", StringComparison.Ordinal) && s.GetProperty("key").GetString()!.EndsWith(":Address", StringComparison.Ordinal))
            .GetProperty("value").GetString()!;

        var free = await shell.OnSampleAsync("sender", "resume", known, "--by", "anna");
        var unknown = await shell.OnSampleAsync("sender", "resume", "nobody@elsewhere.test", "--by", "anna");

        Assert.Equal((ExitCode.Done, ExitCode.WrongUsage), (free.Code, unknown.Code));
        Assert.Contains("It was not held back.", free.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_lets_it_go_on_has_to_be_said()
    {
        using var shell = await Shell.WithSampleAsync();

        Assert.Equal(ExitCode.WrongUsage, (await shell.OnSampleAsync("sender", "resume", "anna")).Code);
    }
}
