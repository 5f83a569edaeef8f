using System.Text;
using FollowUpAgent.Messages;
using FollowUpAgent.Oversight.People;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Rendering;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Notices;

/// <summary>A weekly report as a mail: HTML, and Markdown for who reads plain text. Pure.</summary>
internal static class ReportMail
{
    /// <summary>The longest HTML part in bytes: of more than 102 kB Gmail shows the beginning and a link that few follow.</summary>
    public const int MostBytes = 100_000;

    private static readonly int[] RowsOfTables = [int.MaxValue, 40, 15, 5, 1];

    /// <summary>The mail; always the same Message-ID for a person and a week.</summary>
    public static OutgoingMail Of(WeeklyReport report, Person person, Sender sender, Texts texts, DateTimeOffset now)
    {
        var document = ReportDocument.Of(report, texts);
        return Postman.Write(
            Postman.IdOf($"report/{person.Key}/{report.Week}"), sender, person.Address!, document.Title, ReportMarkdown.Write(document), texts, now, HtmlOf(document, texts));
    }

    /// <summary>The HTML part; where all rows of all tables are too much, it has the first and says so.</summary>
    public static string HtmlOf(ReportDocument document, Texts texts)
    {
        var all = RowsOfTables.Select(most => ReportHtml.Write(document.WithRows(most, texts)));
        return all.FirstOrDefault(html => Encoding.UTF8.GetByteCount(html) <= MostBytes) ?? ReportHtml.Write(document.WithRows(0, texts));
    }
}
