using System.Text;
using AngleSharp.Html.Parser;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Notices;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Rendering;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Tests.Oversight.Approvals;
using FollowUpAgent.Tests.Reports;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.Tests.Notices;

public sealed class ReportMailTests
{
    private static readonly (string, string?)[] People =
    [
        ("Autonomy:Default", "auto"),
        ("People:anna:Name", "Anna"), ("People:anna:Role", "admin"), ("People:anna:Address", "anna@acme.test"),
        ("People:joris:Name", "Joris"), ("People:joris:Role", "viewer"), ("People:joris:Address", "joris@acme.test"), ("People:joris:Language", "nl"),
        ("People:olga:Name", "Olga"), ("People:olga:Role", "approver"),
    ];

    [Theory, OnSqlite, OnPostgres]
    public async Task Everybody_with_an_address_gets_the_week_once_in_their_language(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind, contacts: 3, People);

        await RunAsync(asked, TimeSpan.FromDays(7));
        await RunAsync(asked, TimeSpan.FromDays(7));

        var mails = Mails(asked);
        Assert.Equal(2, mails.Length);
        Assert.Single(mails, m => m.Contains("To: anna@acme.test", StringComparison.Ordinal) && m.Contains("Subject: Weekly report 2026-W", StringComparison.Ordinal));
        Assert.Single(mails, m => m.Contains("To: joris@acme.test", StringComparison.Ordinal) && m.Contains("Subject: Weekrapport 2026-W", StringComparison.Ordinal));
        Assert.All(mails, m => Assert.Contains("multipart/alternative", m, StringComparison.Ordinal));
        Assert.All(mails, m => Assert.DoesNotContain("@example.test", m, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Before_the_first_contact_nobody_is_bothered()
    {
        await using var asked = await AskedAgent.AskAsync(DatabaseKind.Sqlite, contacts: 1, People);

        await RunAsync(asked, TimeSpan.Zero);

        Assert.Empty(Mails(asked));
    }

    [Fact]
    public async Task A_language_that_there_is_no_report_in_stops_the_start()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => AskedAgent.AskAsync(DatabaseKind.Sqlite, contacts: 1, [.. People, ("People:anna:Language", "fr")]));

        Assert.Contains("People:anna:Language is 'fr'", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Reports:MailAt", "03:00", "on a Monday")]
    [InlineData("Reports:MailAt", "24:00", "a time of day")]
    [InlineData("Reports:MailOn", "Someday", "a day of the week")]
    public async Task A_time_that_cannot_be_meant_stops_the_start(string key, string value, string expected)
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => AskedAgent.AskAsync(DatabaseKind.Sqlite, contacts: 1, [.. People, (key, value)]));

        Assert.Contains($"{key} is '{value}'", refused.ToString(), StringComparison.Ordinal);
        Assert.Contains(expected, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_too_long_for_mail_programs_is_shown_with_the_first_rows_of_each_table()
    {
        var (texts, week) = (Texts.Find("en")!, SampleReport.Make());
        var many = week with { Works = [.. Enumerable.Repeat(week.Works[0], 2000)] };

        var whole = ReportMail.HtmlOf(ReportDocument.Of(week, texts), texts);
        var cut = ReportMail.HtmlOf(ReportDocument.Of(many, texts), texts);

        Assert.Equal(ReportHtml.Write(ReportDocument.Of(week, texts)), whole);
        Assert.InRange(Encoding.UTF8.GetByteCount(cut), 10_000, ReportMail.MostBytes);
        using var page = new HtmlParser().ParseDocument(cut);
        Assert.Contains("1,960 more rows are left out here", page.Body!.TextContent, StringComparison.Ordinal);
    }

    private static string[] Mails(AskedAgent asked) => Directory.Exists(asked.Agent.MailFolder)
        ? [.. Directory.GetFiles(asked.Agent.MailFolder, "n.*.eml").Select(File.ReadAllText)]
        : [];

    private static Task RunAsync(AskedAgent asked, TimeSpan later)
    {
        var job = asked.Agent.Services.GetServices<IJob>().OfType<ReportMailJob>().Single();
        return job.RunAsync(job.Rhythm.LastEndedAt(asked.Agent.Clock.GetUtcNow() + later), CancellationToken.None);
    }
}
