using FollowUpAgent.Cli;

namespace FollowUpAgent.Tests.Cli;

public sealed class LostLeadsVerbTests
{
    [Fact]
    public async Task Without_anybody_lost_the_queue_says_so_and_the_exit_codes_tell_what_went_wrong()
    {
        using var shell = await Shell.WithSampleAsync();
        await shell.OnSampleAsync("import", await shell.WriteAsync("email,lawful basis,basis date\nada@example.test,consent,2026-01-01\n"));

        var listed = await shell.OnSampleAsync("lost-leads");
        var json = await shell.OnSampleAsync("lost-leads", "--limit", "5", "--json");
        var unknown = await shell.OnSampleAsync("lost-leads", "explain", "nobody@example.test");
        var never = await shell.OnSampleAsync("lost-leads", "dismiss", "ada@example.test", "--reason", "a partner", "--by", "anna");
        var started = await shell.OnSampleAsync("lost-leads", "start", "--top", "3", "--by", "anna", "--json");
        var wrong = await shell.OnSampleAsync("lost-leads", "--limit", "0");

        Assert.Contains("The queue is empty: nobody is lost.", listed.Data, StringComparison.Ordinal);
        Assert.Contains("Not yet known", listed.Data, StringComparison.Ordinal);
        Assert.Equal((0, 0), (json.Json.GetArrayLength(), started.Json.GetArrayLength()));
        Assert.Equal((ExitCode.Failed, ExitCode.Failed, ExitCode.WrongUsage), (unknown.Code, never.Code, wrong.Code));
        Assert.Contains("no lead", never.Messages, StringComparison.Ordinal);
    }
}
