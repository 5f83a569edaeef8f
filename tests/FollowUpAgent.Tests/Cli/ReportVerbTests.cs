using FollowUpAgent.Cli;

namespace FollowUpAgent.Tests.Cli;

public sealed class ReportVerbTests
{
    private const string People =
        """
        "People": {
          "anna": { "Name": "Anna", "Role": "admin", "Address": "anna@acme.test" },
          "olga": { "Name": "Olga", "Role": "viewer" }
        },
        """;

    [Fact]
    public async Task A_report_to_send_goes_to_people_with_an_address_and_without_any_it_is_said()
    {
        using var shell = await Shell.WithSampleAsync();
        await shell.OnSampleAsync("import", await shell.WriteAsync("email,lawful basis,basis date\nada@example.test,consent,2026-01-01\n"));
        var toNobody = await shell.OnSampleAsync("report", "--send");

        var settings = await File.ReadAllTextAsync(Path.Combine(shell.Agent, "appsettings.json"));
        await shell.ConfigureAsync(settings.Replace("\"Senders\": {", People + "\n\"Senders\": {", StringComparison.Ordinal));
        var sent = await shell.OnSampleAsync("report", "--send");

        Assert.Equal((ExitCode.Failed, ExitCode.Done), (toNobody.Code, sent.Code));
        Assert.Contains("set People:<key>:Address", toNobody.Messages, StringComparison.Ordinal);
        Assert.Contains("went to anna.", sent.Messages, StringComparison.Ordinal);
        Assert.Contains("To: anna@acme.test", await File.ReadAllTextAsync(Assert.Single(shell.Mails)), StringComparison.Ordinal);
    }
}
