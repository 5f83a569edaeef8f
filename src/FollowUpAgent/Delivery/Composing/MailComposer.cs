using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FollowUpAgent.Messages;

namespace FollowUpAgent.Delivery.Composing;

/// <summary>
/// Writes our one shape of mail: multipart/alternative of text and HTML (RFC 5322, 2045-2047).
/// The same mail always gives the same bytes: ASCII only, CRLF line ends, no line longer than 998 octets.
/// </summary>
internal static class MailComposer
{
    private static readonly HashSet<string> OwnHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Date", "From", "To", "Cc", "Bcc", "Reply-To", "Subject", "Message-ID", "MIME-Version", "Return-Path",
        "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-ID",
    };

    /// <summary>The mail as it goes over the wire, before dot-stuffing.</summary>
    public static byte[] Compose(OutgoingMail mail)
    {
        // A boundary with "=_" cannot occur in a quoted-printable body, where "=" is followed by a digit, A-F or CR (RFC 2045, 6.7).
        var boundary = "=_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(mail.MessageId)).AsSpan(0, 16));
        var output = new ArrayBufferWriter<byte>(2048 + mail.Text.Length + mail.Html.Length);
        WriteHeaders(output, mail, boundary);
        WritePart(output, boundary, "text/plain", mail.Text);
        WritePart(output, boundary, "text/html", mail.Html);
        WriteLine(output, $"--{boundary}--");
        return output.WrittenSpan.ToArray();
    }

    private static void WriteHeaders(ArrayBufferWriter<byte> output, OutgoingMail mail, string boundary)
    {
        var date = mail.Date.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);
        WriteLine(output, $"Date: {date}");
        WriteLine(output, MailboxHeader("From", mail.From));
        WriteLine(output, MailboxHeader("To", mail.To));
        if (mail.ReplyTo is not null)
        {
            WriteLine(output, MailboxHeader("Reply-To", mail.ReplyTo));
        }

        WriteLine(output, HeaderText.Unstructured("Subject", mail.Subject));
        WriteLine(output, MessageIdHeader(mail.MessageId));
        foreach (var header in mail.Headers)
        {
            WriteLine(output, FurtherHeader(header));
        }

        WriteLine(output, "MIME-Version: 1.0");
        WriteLine(output, $"Content-Type: multipart/alternative;\r\n boundary=\"{boundary}\"");
        WriteLine(output, "");
    }

    private static string MailboxHeader(string header, Mailbox mailbox)
    {
        var address = MailAddress.ToAscii(header, mailbox.Address);
        return DisplayName.Write(header, mailbox.Name, address);
    }

    private static string MessageIdHeader(string id)
    {
        var isPlain = id.Length is > 2 and <= 250 && id.All(c => c is > ' ' and < '\x7f' and not '<' and not '>');
        if (!isPlain || id.IndexOf('@', StringComparison.Ordinal) is not (> 0 and var at) || at != id.LastIndexOf('@') || at == id.Length - 1)
        {
            throw new MailCompositionException("Message-ID", "is not of the form left@right in printable ASCII");
        }

        return $"Message-ID: <{id}>";
    }

    private static string FurtherHeader(MailHeader header)
    {
        if (header.Name.Length is 0 or > 70 || !header.Name.All(c => c is > ' ' and < '\x7f' and not ':'))
        {
            throw new MailCompositionException("a further header", "has a name that RFC 5322 does not allow");
        }

        if (OwnHeaders.Contains(header.Name))
        {
            throw new MailCompositionException(header.Name, "is written by the composer and cannot be given twice");
        }

        return StructuredHeader.Knows(header.Name)
            ? StructuredHeader.Write(header.Name, header.Value)
            : HeaderText.Unstructured(header.Name, header.Value);
    }

    private static void WritePart(ArrayBufferWriter<byte> output, string boundary, string type, string body)
    {
        WriteLine(output, $"--{boundary}");
        WriteLine(output, $"Content-Type: {type}; charset=utf-8");
        WriteLine(output, "Content-Transfer-Encoding: quoted-printable");
        WriteLine(output, "");
        QuotedPrintable.Write(output, body);
        WriteLine(output, "");
    }

    private static void WriteLine(ArrayBufferWriter<byte> output, string line)
    {
        var span = output.GetSpan(line.Length + 2);
        var length = Encoding.ASCII.GetBytes(line, span);
        "\r\n"u8.CopyTo(span[length..]);
        output.Advance(length + 2);
    }
}
