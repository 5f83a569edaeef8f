using System.CommandLine;
using System.Globalization;
using FollowUpAgent.Events;
using FollowUpAgent.Events.Mail;

namespace FollowUpAgent.Cli;

/// <summary><c>followup read-mail</c>: says what the agent thinks of raw mails. Needs no agent, server or database.</summary>
internal static class ReadMailVerb
{
    /// <summary>The verb.</summary>
    public static Verb Create(Output output)
    {
        var files = new Argument<string[]>("file") { Description = "Raw mails, as in .eml files.", Arity = ArgumentArity.OneOrMore };
        var json = Output.JsonOption();
        return new Verb(
            "read-mail",
            "Say what the agent thinks of raw mails: answer, out of office, bounce, complaint; and what an answer means.",
            "followup read-mail bounce.eml reply.eml --json")
        {
            files, json,
        }.Does(async (parse, cancellationToken) =>
        {
            var read = new List<MailAsRead>();
            foreach (var file in parse.GetValue(files)!)
            {
                read.Add(MailAsRead.Of(file, new MimeReader().Read(await File.ReadAllBytesAsync(file, cancellationToken))));
            }

            if (parse.GetValue(json))
            {
                output.WriteJson(read);
                return ExitCode.Done;
            }

            output.Table([.. read.Select(m => m.ToRow())]);
            return ExitCode.Done;
        });
    }

    /// <summary>One mail as a script reads it.</summary>
    private sealed record MailAsRead(
        string File, MailKind Kind, BounceAsRead? Bounce, ComplaintAsRead? Complaint, ReplyAsRead? Reply, string? InReplyTo, IReadOnlyList<string> References)
    {
        public static MailAsRead Of(string file, ReceivedMail mail)
        {
            var reading = MailReading.Of(mail, TimeProvider.System.GetUtcNow());
            return new MailAsRead(
                file,
                reading.Kind,
                reading.Bounce is { } b ? new BounceAsRead(b.Class, b.Status, b.Diagnostic, b.Recipient) : null,
                reading.Complaint is { } c ? new ComplaintAsRead(c.Type, c.Recipient) : null,
                reading.Reply is { } r ? new ReplyAsRead(r.Text, r.Intent, Math.Round(r.Confidence, 3), r.Reason, r.ReturnDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), r.NeedsPerson, r.ProposedAddress) : null,
                mail.Find("In-Reply-To"),
                MailClassifier.IdsIn(mail.Find("References")));
        }

        public string[] ToRow() =>
            [File, $"{Kind}", $"{Bounce?.Class}{Complaint?.Type}{Reply?.Intent}", Bounce?.Status ?? "", Bounce?.Recipient ?? Complaint?.Recipient ?? "", Bounce?.Diagnostic ?? Reply?.Reason ?? ""];
    }

    private sealed record BounceAsRead(BounceClass Class, string? Status, string? Diagnostic, string? Recipient);

    private sealed record ComplaintAsRead(string Type, string? Recipient);

    private sealed record ReplyAsRead(string Text, ReplyIntent Intent, double Confidence, string? Reason, string? ReturnDate, bool NeedsPerson, string? ProposedAddress);
}
