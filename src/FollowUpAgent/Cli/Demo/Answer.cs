using System.Globalization;
using FollowUpAgent.Learning.Simulation;

namespace FollowUpAgent.Cli.Demo;

/// <summary>The mails that invented people, and their answering machines, write back; raw, as a mail server hands them on.</summary>
internal static class Answer
{
    /// <summary>A person's own words, over the mail they answer.</summary>
    public static string OfPerson(Person person, ReceivedMail mail, DateTimeOffset at) => Raw(
        person, mail, at, "reply", $"Re: {mail.Subject}", "", person.Language == "nl" ? "Ja, dat klinkt goed. Vertel me er meer over." : "Yes, that sounds good. Tell me more about it.");

    /// <summary>A machine's words while the person is away (RFC 3834).</summary>
    public static string OfMachine(Person person, ReceivedMail mail, DateTimeOffset at) => Raw(
        person, mail, at, "away", person.Language == "nl" ? $"Automatisch antwoord: {mail.Subject}" : $"Automatic reply: {mail.Subject}",
        "Auto-Submitted: auto-replied\r\n", person.Language == "nl" ? "Ik ben er deze week niet." : "I am not in the office this week.");

    private static string Raw(Person person, ReceivedMail mail, DateTimeOffset at, string kind, string subject, string header, string text) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        From: {person.FirstName} {person.LastName} <{person.Address}>
        To: {mail.From}
        Subject: {subject}
        Date: {at.UtcDateTime:ddd, dd MMM yyyy HH:mm:ss} +0000
        Message-ID: <{kind}.{mail.MessageId.Trim('<', '>').Split('@')[0]}@{person.Address.Split('@')[1]}>
        In-Reply-To: {mail.MessageId}
        References: {mail.MessageId}
        {header}Content-Type: text/plain; charset=utf-8

        {text}

        > {mail.Subject}

        """).ReplaceLineEndings("\r\n");
}
