using System.Text;
using FollowUpAgent.Contacts;
using FollowUpAgent.Messages;
using FollowUpAgent.Oversight;
using FollowUpAgent.Reports;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Notices;

/// <summary>The mail that tells an owner of a task. What the contact wrote is quoted as it is: it reaches no template. Pure.</summary>
internal static class TaskNotice
{
    private const int MostQuoted = 2000;

    /// <summary>The mail; always the same Message-ID for a task.</summary>
    public static OutgoingMail Of(OwnerTask task, Contact contact, Sender sender, Texts texts, DateTimeOffset now) => Postman.Write(
        task.Id.Value, sender, task.Owner!, texts.Say("notice.subject", KindOf(task, texts), NameOf(contact)), TextOf(task, contact, texts), texts, now);

    private static string TextOf(OwnerTask task, Contact contact, Texts texts)
    {
        var lines = new List<string>
        {
            texts.Say("notice.answered", $"{NameOf(contact)} <{contact.Address}>", KindOf(task, texts)),
            FieldText.OnOneLine(string.Join(", ", new[] { contact.JobTitle, contact.Company }.OfType<string>())),
            task.Sequence is null ? "" : texts.Say("notice.sequence", task.Sequence),
            task.Reason is null ? "" : texts.Say("notice.reason", FieldText.OnOneLine(task.Reason)),
            task.ProposedAddress is null ? "" : texts.Say("notice.proposed", FieldText.OnOneLine(task.ProposedAddress)),
        };
        lines.RemoveAll(l => l.Length == 0);
        lines.AddRange(["", .. Quoted(task.Text ?? ""), "", texts.Say("notice.wait"), texts.Say("notice.close", task.Id.Value), ""]);
        return string.Join('\n', lines);
    }

    private static IEnumerable<string> Quoted(string text)
    {
        var shown = text.Length > MostQuoted ? $"{text[..MostQuoted]} […]" : text;
        return shown.ReplaceLineEndings("\n").Split('\n').Select(line => $"> {FieldText.OnOneLine(Whole(line))}".TrimEnd());
    }

    // What was cut may end in half a surrogate pair.
    private static string Whole(string line) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(line));

    private static string KindOf(OwnerTask task, Texts texts) => texts.Name("task", task.Kind);

    private static string NameOf(Contact contact)
    {
        var name = FieldText.OnOneLine($"{contact.FirstName} {contact.LastName}");
        return name.Length > 0 ? name : contact.Address;
    }
}
