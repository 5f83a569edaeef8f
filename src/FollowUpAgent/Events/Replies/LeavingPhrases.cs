using System.Text.RegularExpressions;

namespace FollowUpAgent.Events.Replies;

/// <summary>Phrases that ask for no more mail, several a text; each kind is evidence of its own. English and Dutch.</summary>
internal static partial class LeavingPhrases
{
    /// <summary>The kinds.</summary>
    public static readonly IReadOnlyList<(string Kind, Regex Phrases)> All =
    [
        ("remove", Remove()), ("stop", Stop()), ("never", Never()), ("rights", Rights()), ("unasked", Unasked()), ("unsubscribe", Unsubscribe()), ("staying", Staying()),
    ];

    /// <summary>Whether it says "not" of leaving, as in "I will not unsubscribe": then nothing follows without a person.</summary>
    public static bool SaysStaying(string text) => Staying().IsMatch(text);

    [GeneratedRegex(
        @"\b(delete|remove|erase|scrap|drop|clear) (this|that|the|my|our|his|her|all) ([\w-]+ ){0,3}(e-?mail|address(es)?|data|details|name|information|account|mailbox)\b|\b(take|get|sign|strike|drop|leave) (me|us|it|him|her|my [\w-]+|our [\w-]+|this( [\w-]+)?) (off|out|from)\b|\b(remove|delete) (me|us|him|her)\b"
        + @"|\b(verwijder|wis|schrap|gooi)\w* (dit|mijn|onze|ons|alle|mij|me|hem|haar)\b|\b(haal|halen|schrijf|schrijven|meld|schrap|zet|neem) (mij|me|ons|mijn [\w-]+|ons [\w-]+|dit [\w-]+|je me|u mij|u ons) ([\w-]+ ){0,4}?(eraf|hieraf|eruit|af|uit|weg|afhalen|afhaal|lijst\w*|bestand\w*|mailing\w*)\b|\b(mij|me|ons|adres|gegevens) ([\w-]+ ){0,5}(verwijderen|wissen|schrappen|af te halen|te verwijderen|af halen|verwijderd)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Remove();

    [GeneratedRegex(
        @"\b(stop|quit|cease|discontinue|refrain from|end|enough of) ([\w']+ ){0,3}?(e-?mail|mail|messag|newsletter|spam|send|contact|writ|harass|bother)\w*|\bleave (me|us) (alone|in peace|be)\b|\b(sick|tired|fed up) (of|with) (\w+ ){0,2}(e-?mail|mail|messag|spam)\w*|\bno (more|further|other)? ?(e-?mail|mail|messag|newsletter|advertis|contact)\w*"
        + @"|\b(stop|stoppen|stopt|ophouden|hou op|houd op|kap|kappen) (\w+ ){0,3}?(met |te )?(\w+ ){0,3}?(mail|stur|benader|spam|lastig|bericht|schrijv)\w*|\bmet rust\b|\bgeen (\w+ )?(e-?mail|mail|bericht|nieuwsbrie|reclame|mailing|contact)\w* (\w+ ){0,4}?(meer|sturen|graag|ontvangen|krijgen)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Stop();

    [GeneratedRegex(
        @"\b(don'?t|do not|never|not|no longer) ([\w']+ ){0,3}?(send|e-?mail|mail|contact|write|message|writing|mailing|contacting|sending)(ed)? ?(\w+ ){0,3}?(again|any ?more|any ?longer|me|us|these|this)\b|\b(no longer|not|don'?t|never|rather not) ([\w']+ ){0,3}?(receive|get|hear|be contacted|be e-?mailed)\b"
        + @"|\b(stuur|mail|benader|schrijf|contacteer|bel) (\w+ ){0,4}?(niet|nooit|niets|geen)\b|\b(wil|wens|willen|wensen|hoef|krijg|ontvang|zou)\w* (\w+ ){0,5}?(niet|geen|nooit|niets) (\w+ ){0,4}?(meer|langer|ontvangen|krijgen|mailen|benaderen)\b|\b(niet|nooit) (meer|langer) (\w+ ){0,2}?(mailen|benaderen|sturen|schrijven|ontvangen|contact)\b|\bgeen contact (meer|op)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Never();

    [GeneratedRegex(
        @"\b(revok|withdr)\w* ([\w']+ ){0,3}?(consent|permission)|\bobject to (\w+ ){0,3}?(process|us(e|ing)|receiv|being|advertis|market)\w*|\bright (to|of) (erasure|be forgotten|object\w*)|\b(under|article|pursuant) ([\w']+ ){0,3}?(gdpr|\d+)\b|\bmy (personal )?(data|details|information)\b|\bgdpr\b"
        + @"|\btoestemming (\w+ ){0,2}?in\b|\b(trek|intrek)\w* (\w+ ){0,3}?toestemming|\bbezwaar tegen\b|\brecht (op|van) (vergetelheid|bezwaar|verwijdering)|\bartikel \d+|\bmijn (persoons|contact)?gegevens\b|\bavg\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Rights();

    [GeneratedRegex(
        @"\b(never|not|didn'?t|no|don'?t) ([\w']+ ){0,3}?(asked?|ask for|sign(ed|ing)? up|subscrib\w*|consent\w*|permission)\b|\b(how|where) (did|do|come|have) (you|u) ([\w']+ ){0,2}?(get|got|have|find|obtain)|\b(asked|told|times?|already|before|again|still) (\w+ ){0,4}?(remove|stop|unsubscri|opt)\w*|\bunsolicited|\bspam"
        + @"|\b(nooit|niet|geen) (\w+ ){0,3}?(om gevraagd|aangemeld|geabonneerd|ingestemd|toestemming|gevraagd)\b|\b(hoe|waar) (komt?|komen|heeft|heb|hebben) (u|je|jullie)\b (\w+ ){0,4}?(aan|vandaan)|\b(gevraagd|al|eerder|keer) (\w+ ){0,4}?(verwijder|stoppen|uitgeschreven|afgemeld|uitschrijf|afmeld)\w*|\bongevraagd",
        RegexOptions.IgnoreCase)]
    private static partial Regex Unasked();

    [GeneratedRegex(@"\b(not|don'?t|won'?t|never) ([\w']+ ){0,3}?(unsub\w*|opt out|opt me out|take me off|remove me)|\bniet (\w+ ){0,2}?(uit|af)(schrijven|melden)\b|\b(schrijf|meld|haal) (\w+ ){0,2}?niet (\w+ ){0,2}?(uit|af|lijst)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Staying();

    [GeneratedRegex(@"\bunsub\w*|\bopt(ed|ing)?[ -]?(me |us )?out\b|\bsign(ed)? (me |us )?(off|out)\b|\b(uit|af)(ge)?(schrijv|schrev|meld)\w*|\b(uit|af) te (schrijven|melden)\b|\b(schrijf|meld|schrijven|melden) (mij|me|ons|hem|haar) (\w+ ){0,5}?(uit|af)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Unsubscribe();
}
