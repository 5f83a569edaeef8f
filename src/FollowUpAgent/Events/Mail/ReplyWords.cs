namespace FollowUpAgent.Events.Mail;

/// <summary>What people and machines write in one language. Another language is another of these, in <see cref="All"/>.</summary>
/// <param name="Automatic">How the subject of an automatic answer begins.</param>
/// <param name="Quoting">How the line over a quoted mail begins, and how it ends.</param>
/// <param name="QuotedFrom">The first line of a quoted mail's headers.</param>
/// <param name="Leaving">Whole answers that ask for no more mail, in lower case without punctuation.</param>
/// <param name="Courtesy">Words that may stand around them.</param>
internal sealed record ReplyWords(
    string[] Automatic, (string Begin, string End)[] Quoting, string[] QuotedFrom, string[] Leaving, string[] Courtesy)
{
    /// <summary>All languages.</summary>
    public static readonly ReplyWords[] All =
    [
        new ReplyWords(
            ["automatic reply", "auto reply", "autoreply", "auto-reply", "automated reply", "automated response", "auto response", "out of office", "out of the office", "on vacation", "away from my desk", "vacation"],
            [("on ", "wrote:")],
            ["from:", "-----original message", "begin forwarded message"],
            [
                "unsubscribe", "unsubscribe me", "remove", "remove me", "remove me from your list", "remove me from this list", "remove me from your mailing list",
                "remove my address", "take me off your list", "take me off this list", "stop", "stop emailing me", "stop mailing me", "stop e mailing me",
                "stop sending me emails", "stop contacting me", "do not email me again", "dont email me again", "do not contact me again", "dont contact me again",
                "no more emails", "no more mails", "opt out", "opt me out",
            ],
            ["please", "thanks", "thank", "you", "hi", "hello", "dear", "kindly", "regards", "best", "kind", "cheers", "asap", "now"]),
        new ReplyWords(
            ["automatisch antwoord", "automatisch bericht", "automatische reactie", "afwezig", "niet aanwezig", "ik ben afwezig", "buiten kantoor", "op vakantie", "vakantie"],
            [("op ", "schreef:"), ("op ", "geschreven:"), ("op ", "schreef het volgende:")],
            ["van:", "-----oorspronkelijk bericht", "begin doorgestuurd bericht"],
            [
                "uitschrijven", "afmelden", "schrijf mij uit", "schrijf me uit", "meld mij af", "meld me af", "verwijder mij", "verwijder me", "verwijder mijn adres",
                "verwijder mij uit het bestand", "verwijder mij van de lijst", "haal mij van de lijst", "haal me van de lijst", "geen mail meer", "geen mails meer",
                "geen e mail meer", "niet meer mailen", "niet mailen", "stop met mailen", "mail mij niet meer", "mail me niet meer", "stop ermee",
            ],
            ["graag", "aub", "svp", "alstublieft", "alsjeblieft", "bedankt", "dank", "dankjewel", "je", "u", "wel", "hallo", "hoi", "dag", "beste", "groet", "groeten", "mvg", "met", "vriendelijke"]),
    ];
}
