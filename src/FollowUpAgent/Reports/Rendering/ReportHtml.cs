using System.Net;
using System.Text;

namespace FollowUpAgent.Reports.Rendering;

/// <summary>A report as one HTML page for mail programs: tables, styles on the elements, nothing from elsewhere, no script.</summary>
internal static class ReportHtml
{
    private const string Font = "font-family:Segoe UI,Helvetica,Arial,sans-serif;";
    private const string Line = "border-bottom:1px solid #d9dee5;padding:6px 10px;";

    /// <summary>Writes it.</summary>
    public static string Write(ReportDocument document)
    {
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"").Append(Safe(document.Language)).Append("\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>").Append(Safe(document.Title)).Append("</title>\n</head>\n")
            .Append("<body style=\"margin:0;background:#f4f6f9;\">\n")
            .Append("<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"table-layout:fixed;background:#f4f6f9;\"><tr><td align=\"center\" style=\"padding:16px 8px;\">\n")
            .Append("<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"table-layout:fixed;max-width:860px;background:#ffffff;border:1px solid #d9dee5;\"><tr>")
            .Append($"<td style=\"{Font}font-size:15px;line-height:1.5;color:#1c2733;padding:24px;text-align:left;\">\n")
            .Append("<h1 style=\"font-size:24px;line-height:1.2;margin:0 0 4px;\">").Append(Safe(document.Title)).Append("</h1>\n")
            .Append("<p style=\"margin:0 0 16px;color:#5b6875;\">").Append(Safe(document.Subtitle)).Append("</p>\n");
        foreach (var section in document.Sections)
        {
            Write(html, section);
        }

        return html.Append("</td></tr></table>\n</td></tr></table>\n</body>\n</html>\n").ToString();
    }

    private static void Write(StringBuilder html, ReportSection section)
    {
        if (section.Heading is { } heading)
        {
            html.Append("<h2 style=\"font-size:18px;line-height:1.3;margin:28px 0 8px;\">").Append(Safe(heading)).Append("</h2>\n");
        }

        foreach (var sentence in section.Sentences)
        {
            html.Append("<p style=\"margin:0 0 6px;\">").Append(Safe(sentence)).Append("</p>\n");
        }

        if (section.Items.Count > 0)
        {
            html.Append("<ol style=\"margin:0;padding-left:22px;\">\n");
            html.AppendJoin("", section.Items.Select(item => $"<li style=\"margin:0 0 6px;\">{Safe(item)}</li>\n")).Append("</ol>\n");
        }

        if (section.Table is { } table)
        {
            Write(html, table);
        }

        html.AppendJoin("", section.Notes.Select(note => $"<p style=\"margin:8px 0 0;font-size:13px;color:#5b6875;\">{Safe(note)}</p>\n"));
    }

    private static void Write(StringBuilder html, ReportTable table)
    {
        html.Append("<div style=\"overflow-x:auto;\">\n<table width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"border-collapse:collapse;font-size:14px;\">\n<tr>");
        html.AppendJoin("", table.Headers.Select((head, i) => $"<th scope=\"col\" align=\"{Side(table, i)}\" style=\"{Line}color:#5b6875;font-weight:600;\">{Safe(head)}</th>"));
        html.Append("</tr>\n");
        foreach (var row in table.Rows)
        {
            html.Append("<tr>").AppendJoin("", row.Select((cell, i) => i == 0
                ? $"<th scope=\"row\" align=\"left\" style=\"{Line}font-weight:600;\">{Safe(cell)}</th>"
                : $"<td align=\"{Side(table, i)}\" style=\"{Line}white-space:nowrap;\">{Safe(cell)}</td>")).Append("</tr>\n");
        }

        html.Append("</table>\n</div>\n");
    }

    private static string Side(ReportTable table, int column) => column < table.Named ? "left" : "right";

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
