using FollowUpAgent.Delivery.Composing;
using FollowUpAgent.Messages;

namespace FollowUpAgent.Delivery.Smtp;

/// <summary>A mail made ready for the wire: the two paths, and the message with its dots stuffed and the final dot behind it.</summary>
internal sealed record SmtpEnvelope(string From, string To, string MessageId, int Size, ReadOnlyMemory<byte> Data)
{
    /// <summary>Composes the mail; throws <see cref="MailCompositionException"/> before anything is sent.</summary>
    public static SmtpEnvelope For(OutgoingMail mail)
    {
        var from = mail.EnvelopeFrom.Length == 0 ? "" : MailAddress.ToAscii("MAIL FROM", mail.EnvelopeFrom);
        var to = MailAddress.ToAscii("To", mail.To.Address);
        var message = MailComposer.Compose(mail);
        return new SmtpEnvelope(from, to, mail.MessageId, message.Length, DotStuffing.Frame(message));
    }

    /// <summary>The MAIL command, with the parameters that the server understands.</summary>
    public string MailCommand(SmtpCapabilities server, bool withEnvelopeId)
    {
        var size = server.Size ? $" SIZE={Size}" : "";
        // RFC 3461, 4.4: at most 100 characters.
        var id = server.Dsn && withEnvelopeId && XText(MessageId) is { Length: <= 100 } text ? $" RET=HDRS ENVID={text}" : "";
        return $"MAIL FROM:<{From}>{size}{id}\r\n";
    }

    /// <summary>The RCPT command.</summary>
    public string RecipientCommand => $"RCPT TO:<{To}>\r\n";

    private static string XText(string text) =>
        string.Concat(text.Select(c => c is '+' or '=' ? $"+{(int)c:X2}" : c.ToString()));
}
