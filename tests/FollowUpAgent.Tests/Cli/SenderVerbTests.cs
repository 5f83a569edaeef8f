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

    [Fact]
    public async Task A_verb_asks_for_a_person_whose_role_reaches()
    {
        using var shell = await Shell.WithSampleAsync();
        var file = Path.Combine(shell.Agent, "appsettings.json");
        var settings = await File.ReadAllTextAsync(file);
        await shell.ConfigureAsync(settings[..settings.LastIndexOf('}')] + """
            , "People": { "anna": { "Name": "Anna", "Role": "admin" }, "paul": { "Name": "Paul", "Role": "approver" } } }
            """);

        var stranger = await shell.OnSampleAsync("sender", "resume", "nobody@elsewhere.test", "--by", "bob");
        var approver = await shell.OnSampleAsync("sender", "resume", "nobody@elsewhere.test", "--by", "paul");
        var unnamed = await shell.OnSampleAsync("suppress", "ada@elsewhere.test");
        var named = await shell.OnSampleAsync("suppress", "ada@elsewhere.test", "--by", "paul");

        Assert.Equal((ExitCode.WrongUsage, ExitCode.Failed, ExitCode.WrongUsage, ExitCode.Done), (stranger.Code, approver.Code, unnamed.Code, named.Code));
        Assert.Contains("anna, paul", stranger.Messages, StringComparison.Ordinal);
        Assert.Contains("paul is approver and may not let a mailbox go on: that takes admin.", approver.Messages, StringComparison.Ordinal);
    }
}
