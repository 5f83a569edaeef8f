using FollowUpAgent.Cli;

namespace FollowUpAgent.Tests.Cli;

public sealed class WhySilentVerbTests
{
    [Fact]
    public async Task Each_reason_is_a_sentence_with_what_would_change_it()
    {
        using var shell = await Shell.WithSampleAsync();
        await shell.OnSampleAsync("import", Path.Combine(shell.Agent, "contacts.csv"));
        var outside = await shell.OnSampleAsync("why-silent", "ada.brown@example.com");
        await shell.OnSampleAsync("enroll", "welcome");
        await shell.OnSampleAsync("pause", "--by", "anna", "--reason", "holiday");

        var ran = await shell.OnSampleAsync("why-silent", "ada.brown@example.com");
        var json = (await shell.OnSampleAsync("why-silent", "ada.brown@example.com", "--json")).Json;
        var nonsense = await shell.OnSampleAsync("why-silent", "nobody at all");

        Assert.Contains("It is in no sequence and never was", outside.Data, StringComparison.Ordinal);
        Assert.Contains("Paused by anna", ran.Data, StringComparison.Ordinal);
        Assert.Contains("followup resume", ran.Data, StringComparison.Ordinal);
        Assert.Contains("Start it: followup run", ran.Data, StringComparison.Ordinal);
        Assert.Contains("Delivery:Live", ran.Data, StringComparison.Ordinal);
        Assert.All(json.GetProperty("reasons").EnumerateArray(), r => Assert.NotEmpty(r.GetProperty("change").GetString()!));
        Assert.Equal(ExitCode.WrongUsage, nonsense.Code);
    }
}
