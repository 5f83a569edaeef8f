using System.Text;

namespace FollowUpAgent.Tests.Events.Mail;

/// <summary>Raw mails as programs write them. Line ends are CRLF; letters beyond ASCII are bytes of Latin-1, as written by \u00xx.</summary>
internal static class Raw
{
    public static byte[] Of(string text) => Encoding.Latin1.GetBytes(text.ReplaceLineEndings("\r\n"));

    public static byte[] Folded => Of(
        """
        From: =?utf-8?Q?Ren=C3=A9e_?= =?utf-8?B?RGUgVnJpZXM=?= <renee@example0.test>
        Subject: =?iso-8859-1?Q?Een_vraag_over_caf=E9?=
         =?iso-8859-1?Q?s?= and more
        Message-ID: <a@b.test>

        Hello
        """);

    public static byte[] Alternative => Of(
        """
        From: ada@example0.test
        Subject: Re: Hello
        Message-ID: <alt@example0.test>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="outer"

        preamble
        --outer
        Content-Type: multipart/alternative;
         boundary=inner

        --inner
        Content-Type: text/plain; charset="windows-1252"
        Content-Transfer-Encoding: quoted-printable

        Costs =80 5, and a long line that is =
        broken softly.
        --inner
        Content-Type: text/html; charset=utf-8

        <p>not <b>this</b></p>
        --inner--
        --outer
        Content-Type: text/plain; name="notes.txt"
        Content-Disposition: attachment

        attached
        --outer--
        epilogue
        """);

    public static byte[] Base64 => Of(
        """
        Subject: plain
        Content-Type: text/plain; charset=iso-8859-15
        Content-Transfer-Encoding: base64

        ZW4gY2Fm
        6SCkIDU=
        """);

    public static byte[] Html => Of(
        """
        Subject: html
        Content-Type: text/html; charset=utf-8

        <html><head><style>p { color: red }</style></head><body><p>Yes &amp; no<br>please</p>
        <blockquote>the old mail</blockquote></body></html>
        """);

    public static byte[] Bounce(string messageId, string recipient, string status = "5.1.1", string action = "failed", string diagnostic = "smtp; 550 5.1.1 unknown") => Of(
        $"""
        Return-Path: <>
        From: Mail Delivery System <MAILER-DAEMON@relay.test>
        To: anna@acme.test
        Subject: Undelivered Mail Returned to Sender
        Message-ID: <bounce-{recipient}-{status}@relay.test>
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: text/plain

        It could not be delivered.
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; relay.test

        Final-Recipient: rfc822; {recipient}
        Action: {action}
        Status: {status}
        Diagnostic-Code: {diagnostic}

        --b
        Content-Type: text/rfc822-headers

        Message-ID: <{messageId}>
        Subject: Hello
        --b--
        """);

    public static byte[] Complaint(string messageId, string type = "abuse") => Of(
        $"""
        From: <fbl@provider.test>
        Subject: complaint
        Message-ID: <fbl-{type}@provider.test>
        Content-Type: multipart/report; report-type=feedback-report; boundary="b"

        --b
        Content-Type: text/plain

        A complaint.
        --b
        Content-Type: message/feedback-report

        Feedback-Type: {type}
        User-Agent: Some/1.0
        Version: 1

        --b
        Content-Type: message/rfc822

        Message-ID: <{messageId}>
        From: anna@acme.test

        Hello
        --b--
        """);

    public static byte[] Answer(
        string? inReplyTo, string text, string from = "person0@example0.test", string id = "1", string subject = "Re: Hello", string more = "") => Of(
        $"""
        From: Someone <{from}>
        To: anna@acme.test
        Subject: {subject}
        Message-ID: <{id}@example0.test>
        {(inReplyTo is null ? "X-Nothing: here" : $"In-Reply-To: <{inReplyTo}>")}{(more.Length > 0 ? "\n" + more : "")}
        Content-Type: text/plain; charset=utf-8

        {text}
        """);
}
