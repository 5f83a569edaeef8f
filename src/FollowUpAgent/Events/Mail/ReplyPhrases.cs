using System.Text.RegularExpressions;

namespace FollowUpAgent.Events.Mail;

/// <summary>Phrases that say what an answer means, in English and Dutch; in the order in which they decide where several are there.</summary>
internal static partial class ReplyPhrases
{
    /// <summary>The phrases of each meaning. One that decides counts whatever else is said; others only add up.</summary>
    public static readonly IReadOnlyList<(ReplyIntent Intent, double Weight, Regex Phrases)> All =
    [
        (ReplyIntent.Unsubscribe, 0.95, Unsubscribe()),
        (ReplyIntent.LeftCompany, 0.9, LeftCompany()),
        (ReplyIntent.WrongPerson, 0.85, WrongPerson()),
        (ReplyIntent.NotNow, 0.8, NotNow()),
        (ReplyIntent.NotInterested, 0.85, NotInterested()),
        (ReplyIntent.Objection, 0.75, Objection()),
        (ReplyIntent.Interested, 0.8, Interested()),
        (ReplyIntent.Question, 0.6, Question()),
    ];

    /// <summary>What only a machine says of a person who is away.</summary>
    public static string? AwayIn(string text) => Away().Match(text) is { Success: true } match ? match.Value : null;

    [GeneratedRegex(
        @"\bunsubscribe\b|\bopt(ed|ing)? ?(me )?-?out\b|(remove|delete|erase|strike) (me|my|us|our|this) (\w+ ){0,5}?(from|off|of|out)\b|(remove|delete) (me|us|my (e-?mail|address|details|data))\b|take (me|us|my name|my (e-?mail|address)) off|(stop|quit|cease) (e-?mail|mail|send|contact|writ|messag|spam|these|this|all)\w*|(do not|don'?t|never|please no|no) (more |further )?(e-?mail|contact|write|message|send|bother)\w*( to)? (me|us|this|any)|no (more|further) (e-?mails?|mails?|messages?|contact)|(not|don'?t) (want|wish|like) (to (receive|get|hear|be (contacted|e-?mailed))|any (more|further)|your (mails?|e-?mails?))|leave (me|us) alone"
        + @"|\b(uit|af)(schrijven|melden|schrijving|melding)\b|\b(schrijf|meld) (mij|me|ons) (\w+ ){0,4}?(uit|af)\b|(verwijder|haal|schrap|wis)\w* (mij|me|ons|mijn|onze|dit|deze)\b|(geen|niet) (\w+ )?(mails?|e-?mails?|berichten|post|mailtjes) (meer|ontvangen|willen)|geen (\w+ )?(mails?|e-?mails?|berichten|mailtjes) (\w+ ){0,3}meer|(niet|nooit) (meer|langer) (\w+ ){0,3}?(mail|schrijv|benader|ontvang|contact|stuur|sturen)\w*|(stop|hou) (\w+ ){0,2}?(met|op|ermee|aub|alstublieft)( \w+)? ?(mail|stur|schrijv|benader|spam)?\w*|mail (mij|me|ons) niet|laat (mij|me|ons) met rust|van (de|uw|jullie|je) (mailing)?lijst",
        RegexOptions.IgnoreCase)]
    private static partial Regex Unsubscribe();

    [GeneratedRegex(
        @"(no longer|not|don'?t|doesn'?t) (\w+ )?(work|employed|with|part of|at) (\w+ ){0,3}?(here|at|for|with|the company|us|this)|(have|has|he|she|they|i|who) (\w+ )?left (the |our |this )?(company|organi[sz]ation|firm|business|team|us)|left (the|our) (company|organi[sz]ation|firm)|no longer (with|works?|employed|here)|(changed|found|started) (\w+ ){0,2}(jobs?|employer|job)|moved on (to|from)|retired|former (employee|colleague)|passed away|my last (working )?day"
        + @"|niet (meer|langer) (werkzaam|in dienst|bij ons|actief|aan het werk|verbonden)|werkt? (\w+ ){0,2}(niet|hier niet) (meer|langer)|(uit dienst|vertrokken|met pensioen|andere baan|andere werkgever|gepensioneerd|van baan (gewisseld|veranderd)|overleden)|heb(t|ben)? (\w+ )?(ons|het) (bedrijf|organisatie)? ?verlaten|heeft (ons|het bedrijf|de organisatie|onze organisatie) verlaten|laatste werkdag",
        RegexOptions.IgnoreCase)]
    private static partial Regex LeftCompany();

    [GeneratedRegex(
        @"(wrong|not the (right|best|correct|appropriate)) (person|contact|one|department|address|guy)|not (my|responsible|in charge|involved|the one|the decision)\b|(contact|reach out to|speak (to|with)|talk to|ask|try|write to|e-?mail|get in touch with) (my |our |the )?(colleague|manager|boss|head|purchas|procurement|[A-Z]\w+@|[\w.+-]+@[\w-]+\.)|(forward|pass)(ed|ing)? (this|it|your|you) (\w+ ){0,3}?(on )?to|(colleague|manager) (\w+ ){0,3}(handles|deals|is responsible|takes care|is in charge)|handled by|(better|best) (person|contact) (to|would|is|for)|looped? in|cc'?(d|ing)|copied in"
        + @"|(verkeerde|niet de (juiste|goede|aangewezen)) (persoon|contactpersoon|afdeling|adres|man|vrouw|iemand)|niet (verantwoordelijk|degene|de beslisser|mijn (afdeling|verantwoordelijkheid|pakkie))|ga(at)? (ik )?(hier )?niet over|neem (\w+ ){0,2}?contact op met|(contact|benader|mail|bel|vraag) (\w+ )?(mijn |onze )?(collega|manager|leidinggevende|inkoop|afdeling)|(doorgestuurd|stuur (\w+ )?door|doorgezet|doorverwezen)|mijn collega (\w+ ){0,3}(gaat|is|doet|regelt|behandelt)|via onze (inkoop|afdeling)|in de cc",
        RegexOptions.IgnoreCase)]
    private static partial Regex WrongPerson();

    [GeneratedRegex(
        @"(not|isn'?t) (\w+ )?(right now|at (the|this) (moment|time|point|stage)|now|yet|the (right|best) time|currently|a good time|this (month|quarter|year|week))|(check|get|come|circle|reach|write|ring|call|touch base|follow up|contact|try|ask)( \w+)?( me| us)?( back| again| out)? (again )?(in|next|after|later|around|once|when|at the end|towards?) (\w+ ){0,3}?(week|month|quarter|year|summer|spring|autumn|fall|winter|holiday|q[1-4]|january|february|march|april|may|june|july|august|september|october|november|december|budget|later|\d)|\b(next|later this) (month|quarter|year|week|spring|summer|autumn|fall|winter)\b|\bin (q[1-4]|\d+|a (few|couple of)|two|three|six|several) ?(weeks?|months?|quarters?)?|maybe later|some other time|too (busy|early)|after the (summer|holidays?|budget)|put (this|it) on hold|revisit"
        + @"|(nu|momenteel|op dit moment|voorlopig|vooralsnog) (\w+ ){0,3}?(niet|geen|even niet|te (vroeg|druk))|(komt|komen) (nu|op dit moment) niet|(nog )?(te vroeg|geen tijd|te druk)|(volgend|volgende|komend|komende) (maand|kwartaal|jaar|week|voorjaar|najaar|zomer|herfst|winter)|over (een (paar|half|maand|jaar|kwartaal)|\d+|twee|drie|zes|enkele) ?(weken|maanden|jaar|maand)?|na (de|het) (zomer|vakantie|kerst|nieuwe jaar|jaarwisseling)|(later|nog eens|nogmaals) (\w+ ){0,4}?(terug|contact|bellen|mailen|dit jaar)|misschien later|ander moment|in (q[1-4]|januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)",
        RegexOptions.IgnoreCase)]
    private static partial Regex NotNow();

    [GeneratedRegex(
        @"(not|no longer|never|isn'?t|aren'?t|wasn'?t) (\w+ ){0,2}?interest|no(t)? (thanks|thank you|for (me|us))|no,? thank|\bno interest\b|(we|i|we'?ll|i'?ll|will) (\w+ )?pass\b|(don'?t|do not|doesn'?t|won'?t) (\w+ )?(need|require|have (a |any )?(need|use)|see (a|the) (need|fit|value))|not (a (good )?(fit|match)|relevant|something (we|i)|what (we|i)|looking|for (us|me)|needed)|no need|(we'?re|we are|i'?m|i am) (all set|good|fine|happy with what)|decided (against|not to)|not (going|planning) to|decline"
        + @"|(geen|niet) (\w+ )?(interesse|geïnteresseerd|geinteresseerd|belangstelling|behoefte|nodig|relevant|iets voor|van toepassing)|(nee|neen)[,. ]+(bedankt|dank|dankjewel|liever niet)|hoeft niet|geen bedankt|we zien er (\w+ )?van af|zien (hier|er)(van)? af|niets voor (ons|mij)|past niet (bij|in)|we slaan (\w+ )?over|gaan (\w+ ){0,2}niet (doen|verder|op in)|afwijzen|besloten (\w+ ){0,3}niet",
        RegexOptions.IgnoreCase)]
    private static partial Regex NotInterested();

    [GeneratedRegex(
        @"too (expensive|costly|pricey|complex|complicated|much|big|small)|(no|not|don'?t have|lack|limited|tight)( \w+){0,3} budget|budget (is|has|was|won'?t|does|cut|frozen)|already (\w+ ){0,2}?(use|using|have|work|working|got|a (customer|supplier|vendor|solution|contract))|(happy|satisfied|fine) with (our|what|the) (\w+ )?(current|existing|present|have)|under contract|locked in|contract (\w+ ){0,3}(until|till|runs)|(current|existing) (supplier|vendor|provider|solution|tool|system|contract)|(concern|worr|doubt|hesita|skeptic|sceptic|reserv)\w*|(can'?t|cannot|don'?t) (see|justify|afford|believe)|bad (experience|reviews?)|missing (\w+ )?(feature|integration)|competitor|privacy|gdpr|security (team|review|concern)"
        + @"|te (duur|prijzig|complex|ingewikkeld|groot|klein|veel werk)|(geen|te weinig|onvoldoende|beperkt) budget|budget (is|was|ontbreekt|op)|(hebben|heb|gebruiken|gebruik|werken|werk|zitten) (\w+ )?al (\w+ )?(een|met|bij|iets|vast)?|(tevreden|blij) (met|over) (onze|ons|de|het|wat)|(huidige|bestaande|vaste) (leverancier|partij|oplossing|systeem|contract|partner)|contract (\w+ ){0,3}(tot|loopt)|twijfel|bezwaar|zorgen|aarzel|slechte ervaring|concurrent|avg\b|niet (\w+ )?(overtuigd|haalbaar)|mis(sen)? (\w+ )?(koppeling|functie)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Objection();

    [GeneratedRegex(
        @"(sounds?|looks?|seems?) (\w+ )?(good|great|interesting|perfect|promising|useful|nice|like)|(?<!not )(?<!n't )(i am|i'?m|we are|we'?re|very|definitely|certainly|really|quite|yes,?) (\w+ )?interested|\binterested in\b|(let'?s|can we|could we|happy to|glad to|love to|like to|keen to|want to|would be (good|great)) (\w+ ){0,3}?(talk|chat|meet|speak|call|schedule|discuss|see|hear|learn|know|demo|connect|try|proceed|book)|(send|share|forward|give) (me|us|over|the|some|more|your)( \w+){0,3} (info|information|details|proposal|quote|brochure|deck|pricing|offer|link|slides|contract|calendar)|(call|ring|phone) me\b|(book|schedule|set up|arrange|plan) (a|an|the|some) (\w+ )?(call|meeting|demo|time|appointment)|(works|suits|fine|good|free|available) (\w+ ){0,2}(for (me|us)|on (monday|tuesday|wednesday|thursday|friday)|tomorrow|next week)|tell me more|sign (me|us) up|count me in|yes,? please|let'?s do|go ahead|looking forward to"
        + @"|klinkt (\w+ )?(goed|interessant|prima|mooi|leuk|veelbelovend)|(?<!niet )(?<!geen )(zeker|erg|heel|wel|ben|zijn) (\w+ )?(geïnteresseerd|geinteresseerd)|(heb|hebben) (\w+ )?(wel |zeker )(interesse|belangstelling)|interesse in\b|(kunnen|zullen|laten) (we|wij) (\w+ ){0,4}?(afspreken|bellen|overleggen|plannen|inplannen|praten|kennismaken|afspraak)|(stuur|mail|geef)( \w+){0,4} (informatie|info|offerte|voorstel|brochure|details|prijzen|link|toe|op)|bel (mij|me)\b|(plan|maak|inplannen|boek)( \w+){0,3} (afspraak|gesprek|demo|belafspraak|overleg)|vertel (\w+ )?meer|graag (\w+ ){0,3}?(meer|een|afspraak|horen|weten|kennis|offerte|demo|bellen|langs)|(schikt|komt goed uit|past|kan) (\w+ ){0,3}(maandag|dinsdag|woensdag|donderdag|vrijdag|morgen|volgende week)|ja,? graag|doen we|prima,? (\w+ )?(plan|stuur|bel)|meld (mij|ons) aan",
        RegexOptions.IgnoreCase)]
    private static partial Regex Interested();

    [GeneratedRegex(
        @"\?|\b(how (much|many|does|do|long|is|would)|what (is|are|does|would|do)|which|could you (explain|clarify|tell)|can you (explain|clarify|tell)|do you (offer|support|have|integrate)|i (have|had) a question|wondering)\b|\b(hoeveel|hoe (werkt|lang|gaat|zit|veel)|wat (kost|is|zijn|houdt)|welke|kunnen jullie|kun je|kunt u|heb (\w+ )?een vraag|vroeg me af|vraag ik me)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Question();

    [GeneratedRegex(
        @"out of (the )?office|(away from|not in) (the|my) (office|desk|e-?mail)|on (annual |parental |maternity |paternity |sick |medical )?(leave|vacation|holidays?)|(currently|am|be|i'm) (away|travelling|traveling|abroad|unavailable)|limited access to (my )?e-?mail|will (be back|return|respond|reply|read)|(back|return\w*) (in the office )?on|vacation|annual leave|\bafwezig\b|niet (aanwezig|op kantoor|bereikbaar)|buiten kantoor|(op|met) (vakantie|verlof|zwangerschapsverlof|ouderschapsverlof)|(weer|terug) (\w+ ){0,2}(aanwezig|bereikbaar|op kantoor|terug|op)|beperkt (toegang|bereikbaar)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Away();
}
