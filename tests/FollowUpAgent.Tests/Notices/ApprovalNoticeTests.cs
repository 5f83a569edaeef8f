using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Notices;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Tests.Oversight.Approvals;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.Tests.Notices;

public sealed class ApprovalNoticeTests
{
    private static readonly (string, string?)[] People =
    [
        ("People:anna:Name", "Anna"), ("People:anna:Role", "admin"), ("People:anna:Address", "anna@acme.test"),
        ("People:olga:Name", "Olga"), ("People:olga:Role", "approver"),
        ("People:vic:Name", "Vic"), ("People:vic:Role", "viewer"), ("People:vic:Address", "vic@acme.test"),
    ];

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_may_approve_is_told_once_an_hour_and_only_of_what_is_new(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind, contacts: 3, People);

        await RunAsync(asked, TimeSpan.FromHours(1));
        await RunAsync(asked, TimeSpan.FromHours(1));
        var first = Notices(asked);
        await RunAsync(asked, TimeSpan.FromHours(2));

        var mail = await File.ReadAllTextAsync(Assert.Single(first));
        Assert.Contains("To: anna@acme.test", mail, StringComparison.Ordinal);
        Assert.Contains("Subject: 3 mails wait for your word", mail, StringComparison.Ordinal);
        Assert.Contains("hello / first", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("example", mail, StringComparison.Ordinal);
        Assert.Single(Notices(asked));
    }

    [Fact]
    public async Task Where_nothing_waits_nobody_is_told()
    {
        await using var asked = await AskedAgent.AskAsync(DatabaseKind.Sqlite, contacts: 1, [.. People, ("Autonomy:Default", "auto")]);

        await RunAsync(asked, TimeSpan.FromHours(1));

        Assert.Empty(Notices(asked));
    }

    private static string[] Notices(AskedAgent asked) => Directory.Exists(asked.Agent.MailFolder) ? Directory.GetFiles(asked.Agent.MailFolder, "n.*.eml") : [];

    private static Task RunAsync(AskedAgent asked, TimeSpan later) => asked.Agent.Services.GetServices<IJob>().OfType<ApprovalNoticeJob>().Single()
        .RunAsync(JobRhythm.Hourly.LastEndedAt(asked.Agent.Clock.GetUtcNow() + later), CancellationToken.None);
}
