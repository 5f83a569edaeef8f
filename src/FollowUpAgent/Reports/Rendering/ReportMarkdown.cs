using System.Text;
using System.Text.RegularExpressions;

namespace FollowUpAgent.Reports.Rendering;

/// <summary>A report as Markdown with tables, also readable as it is.</summary>
internal static partial class ReportMarkdown
{
    /// <summary>Writes it.</summary>
    public static string Write(ReportDocument document)
    {
        var text = new StringBuilder();
        text.Append("# ").AppendLine(Safe(document.Title)).AppendLine().AppendLine(Safe(document.Subtitle));
        foreach (var section in document.Sections)
        {
            Write(text, section);
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    private static void Write(StringBuilder text, ReportSection section)
    {
        text.AppendLine();
        if (section.Heading is { } heading)
        {
            text.Append("## ").AppendLine(Safe(heading)).AppendLine();
        }

        var blocks = new List<string>();
        blocks.AddRange(section.Sentences.Count == 0 ? [] : [string.Join('\n', section.Sentences.Select(s => $"{Safe(s)}  ")).TrimEnd()]);
        blocks.AddRange(section.Items.Count == 0 ? [] : [string.Join('\n', section.Items.Select((item, i) => $"{i + 1}. {Safe(item)}"))]);
        blocks.AddRange(section.Table is null ? [] : [Table(section.Table)]);
        blocks.AddRange(section.Notes.Select(n => $"*{Safe(n)}*"));
        text.AppendJoin("\n\n", blocks).AppendLine();
    }

    private static string Table(ReportTable table)
    {
        var rows = table.Rows.Prepend([.. table.Headers]).Select(r => r.Select(Safe).ToArray()).ToList();
        var widths = Enumerable.Range(0, table.Headers.Count).Select(i => Math.Max(3, rows.Max(r => r[i].Length))).ToList();
        var lines = rows.Select(row => "| " + string.Join(" | ", row.Select((cell, i) => i < table.Named ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))) + " |").ToList();
        lines.Insert(1, "|" + string.Join("|", widths.Select((width, i) => i < table.Named ? new string('-', width + 2) : $"{new string('-', width + 1)}:")) + "|");
        return string.Join('\n', lines);
    }

    // Names come from people: none may become a heading, a link or a tag.
    private static string Safe(string text) => Special().Replace(LineBreak().Replace(text, " "), @"\$0");

    [GeneratedRegex(@"[\\`*_\[\]<>|#]")]
    private static partial Regex Special();

    [GeneratedRegex(@"[\r\n\u2028\u2029\u0085]+")]
    private static partial Regex LineBreak();
}
