using System.Security.Cryptography;
using System.Text;
using FollowUpAgent.Delivery;
using FollowUpAgent.Delivery.Composing;
using FollowUpAgent.Messages;
using FollowUpAgent.Reports;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Notices;

/// <summary>Hands mails to the people who run the agent to the relays. Not for several threads: whoever writes has one of their own.</summary>
internal sealed class Postman(Mailers mailers) : IAsyncDisposable
{
    private readonly Dictionary<string, IMailer> known = [];

    /// <summary>The id of what one person is told on one occasion.</summary>
    public static Guid IdOf(string occasion) => new(SHA256.HashData(Encoding.UTF8.GetBytes(occasion)).AsSpan(0, 16));

    /// <summary>The mail; the same id gives the same Message-ID, so that a repeat is one mail to a mail program. Without HTML the text is shown as it is.</summary>
    public static OutgoingMail Write(Guid id, Sender sender, string address, string subject, string text, Texts texts, DateTimeOffset now, string? html = null) => new()
    {
        MessageId = MessageIds.OfNotice(id, sender.Address[(sender.Address.LastIndexOf('@') + 1)..]),
        Date = now,
        EnvelopeFrom = sender.Address,
        From = new Mailbox(texts["notice.from"], sender.Address),
        To = new Mailbox(null, address),
        Subject = subject,
        Text = text,
        Html = html ?? $"<!doctype html>\n<html lang=\"{texts.Language}\"><body><pre style=\"white-space: pre-wrap; font-family: inherit\">\n{HtmlText.Encode(text)}</pre></body></html>\n",
        Headers =
        [
            new MailHeader("Auto-Submitted", "auto-generated"),
            new MailHeader("X-Auto-Response-Suppress", "All"),
            new MailHeader("X-Followup-Id", MessageIds.Short(id)),
        ],
    };

    /// <summary>Sends a mail.</summary>
    /// <returns>What went wrong, or null. Words of ours: a relay's may hold the address.</returns>
    public async Task<string?> SendAsync(OutgoingMail mail, string relay, CancellationToken cancellationToken)
    {
        try
        {
            var mailer = known.TryGetValue(relay, out var open) ? open : known[relay] = mailers.For(relay).Mailer;
            await using var session = await mailer.OpenAsync(cancellationToken);
            var outcome = await session.SendAsync(mail, cancellationToken);
            return outcome is SendOutcome.Accepted ? null : outcome.GetType().Name;
        }
        catch (Exception e) when (e is MailerUnavailableException or MailCompositionException)
        {
            return e.GetType().Name;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var mailer in known.Values.OfType<IAsyncDisposable>())
        {
            await mailer.DisposeAsync();
        }
    }
}
