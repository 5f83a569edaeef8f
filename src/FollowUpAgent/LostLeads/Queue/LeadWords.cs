using System.Globalization;
using FollowUpAgent.Learning.Dormancy;
using FollowUpAgent.Storage;

namespace FollowUpAgent.LostLeads;

/// <summary>Leads in plain sentences, English and Dutch.</summary>
internal sealed class LeadWords
{
    private readonly Dictionary<string, string> texts;
    private readonly CultureInfo culture;

    private LeadWords(string language, IReadOnlyDictionary<string, (string En, string Nl)> words)
    {
        texts = words.ToDictionary(w => w.Key, w => language == "nl" ? w.Value.Nl : w.Value.En, StringComparer.Ordinal);
        culture = CultureInfo.GetCultureInfo(language == "nl" ? "nl-NL" : "en-GB");
    }

    private static readonly Dictionary<string, (string En, string Nl)> All = new(StringComparer.Ordinal)
    {
        ["replies"] = ("{0} answers", "{0} antwoorden"),
        ["replies.1"] = ("one answer", "één antwoord"),
        ["clicks"] = ("clicks in {0} mails", "kliks in {0} mails"),
        ["clicks.1"] = ("clicks in one mail", "kliks in één mail"),
        ["visits"] = ("{0} visits", "{0} bezoeken"),
        ["visits.1"] = ("one visit", "één bezoek"),
        ["customs"] = ("{0} goals or own events", "{0} doelen of eigen gebeurtenissen"),
        ["customs.1"] = ("one goal or own event", "één doel of eigen gebeurtenis"),
        ["of prices"] = (" ({0} of them to prices, the last on {1:d MMMM yyyy})", " (waarvan {0} aan prijzen, de laatste op {1:d MMMM yyyy})"),
        ["on days"] = ("{0} on {1} days, the last on {2:d MMMM yyyy}", "{0} op {1} dagen, het laatst op {2:d MMMM yyyy}"),
        ["on days.1"] = ("{0} on {2:d MMMM yyyy}", "{0} op {2:d MMMM yyyy}"),
        ["trigger.pricing"] = ("looked at the prices again after more than 60 days of silence", "keek na meer dan 60 dagen stilte weer naar de prijzen"),
        ["trigger.date-came"] = ("the date they named has come", "de genoemde datum is er"),
        ["trigger.colleague"] = ("{0} of the same company active in the last 30 days", "{0} van hetzelfde bedrijf actief in de laatste 30 dagen"),
        ["came back"] = ("came back after a long silence", "kwam terug na een lange stilte"),
        ["reason.not-now"] = ("asked to be asked later", "vroeg om later terug te komen"),
        ["reason.no-budget"] = ("had no budget", "had geen budget"),
        ["reason.chose-another"] = ("chose another supplier", "koos een andere leverancier"),
        ["reason.left-company"] = ("works there no longer", "werkt daar niet meer"),
        ["reason.colleague"] = ("a colleague talks with us", "een collega is met ons in gesprek"),
        ["reason.not-interested"] = ("said they are not interested", "zei geen interesse te hebben"),
        ["reason.open-interest"] = ("was interested or asked something, and it ended there", "had interesse of stelde een vraag, en daar bleef het bij"),
        ["reason.unknown"] = ("nothing says why", "niets zegt waarom"),
        ["until"] = (", until {0:d MMMM yyyy}", ", tot {0:d MMMM yyyy}"),
        ["play.write"] = ("write", "schrijven"),
        ["play.phone"] = ("phone instead", "liever bellen"),
        ["play.wait"] = ("wait", "wachten"),
        ["play.leave"] = ("leave alone", "met rust laten"),
        ["evidence.prior"] = (
            "not yet known: no revival is over; the forecast is a stated prior",
            "nog niet bekend: geen enkele poging is voorbij; de verwachting is een uitgesproken aanname"),
        ["evidence.notyet"] = (
            "not yet known: {0} written to and {1} left alone so far, too few to tell; the forecast leans on a stated prior",
            "nog niet bekend: {0} aangeschreven en {1} met rust gelaten, te weinig om het te zeggen; de verwachting leunt op een uitgesproken aanname"),
        ["evidence.gain"] = (
            "{0} written to against {1} left alone by chance: writing gains {2:0.000} each on average (90 %: {3:0.000} to {4:0.000})",
            "{0} aangeschreven tegen {1} door het toeval met rust gelaten: schrijven levert gemiddeld {2:0.000} op (90 %: {3:0.000} tot {4:0.000})"),
        ["evidence.nogain"] = (
            "{0} written to against {1} left alone by chance: writing gains nothing worth a mail (90 %: {3:0.000} to {4:0.000})",
            "{0} aangeschreven tegen {1} door het toeval met rust gelaten: schrijven levert niets op dat een mail waard is (90 %: {3:0.000} tot {4:0.000})"),
        ["empty.nogain"] = (
            "The queue is empty: writing to lost leads gains nothing. {0} are dormant and are left alone.",
            "De wachtrij is leeg: schrijven naar verloren leads levert niets op. {0} slapen en worden met rust gelaten."),
        ["empty.nobody"] = ("The queue is empty: nobody is lost.", "De wachtrij is leeg: niemand is verloren."),
        ["empty.unworthy"] = (
            "The queue is empty: {0} are dormant, and none of them is worth a mail now.",
            "De wachtrij is leeg: {0} slapen, en geen van hen is nu een mail waard."),
        ["bar.reading"] = ("the agent never writes to them again: {0}", "de agent schrijft hun nooit meer: {0}"),
        ["bar.awake"] = ("not silent for longer than is usual for them (still there with {0:0 %})", "niet langer stil dan voor hen gewoon is (nog aanwezig met {0:0 %})"),
        ["bar.wait"] = ("waits until {0:d MMMM yyyy}: {1}", "wacht tot {0:d MMMM yyyy}: {1}"),
        ["bar.gain"] = ("the expected gain of {0:0.0000} is not worth a mail ({1:0.0000})", "de verwachte winst van {0:0.0000} is geen mail waard ({1:0.0000})"),
        ["bar.chance"] = ("a gain is not likely enough ({0:0 %} of {1:0 %})", "winst is niet waarschijnlijk genoeg ({0:0 %} van {1:0 %})"),
        ["bar.suppressed"] = ("is suppressed", "staat op de blokkeerlijst"),
        ["bar.enrolled"] = ("is in a sequence", "zit in een reeks"),
        ["bar.standsDown"] = ("a task is open, or a person has answered", "er staat een taak open, of iemand heeft geantwoord"),
        ["bar.holdout"] = ("belongs to the group that gets nothing", "hoort bij de groep die niets krijgt"),
        ["bar.dismissed"] = ("dismissed by {0}: {1}", "afgewezen door {0}: {1}"),
        ["bar.tries"] = ("was tried {0} times, which is the most", "is {0} keer geprobeerd, dat is het meeste"),
        ["bar.cooldown"] = ("was tried on {0:d MMMM yyyy}", "is op {0:d MMMM yyyy} geprobeerd"),
    };

    /// <summary>English.</summary>
    public static LeadWords English { get; } = new("en", All);

    /// <summary>Dutch.</summary>
    public static LeadWords Dutch { get; } = new("nl", All);

    /// <summary>The words of a language; English where it is none of ours.</summary>
    public static LeadWords Of(string? language) => language?.StartsWith("nl", StringComparison.OrdinalIgnoreCase) is true ? Dutch : English;

    /// <summary>What it did.</summary>
    public string Did(LeadEntry entry)
    {
        var facts = entry.Facts;
        var parts = new[] { ("replies", facts.Replies), ("customs", facts.Customs), ("visits", facts.Visits), ("clicks", facts.Clicks) }
            .Where(p => p.Item2 > 0)
            .Select(p => Many(p.Item1, p.Item2) + (p.Item1 == "visits" && facts.Pricing > 0 ? Say("of prices", facts.Pricing, At(facts.LastPricing)) : ""));
        var did = Say(facts.Days == 1 ? "on days.1" : "on days", string.Join(", ", parts), facts.Days, At(facts.Last));
        var urgent = entry.Row.TriggerName is { } trigger ? Say($"trigger.{trigger}", facts.Colleagues) : facts.CameBack ? texts["came back"] : null;
        return urgent is null ? did : $"{did}; {urgent}";
    }

    /// <summary>Why it went silent.</summary>
    public string Reason(QueueRow row, DateTimeOffset now) =>
        texts[$"reason.{row.Reason}"] + (row.ReasonUntil > now ? Say("until", row.ReasonUntil.Value.UtcDateTime) : "");

    /// <summary>What is to be done.</summary>
    public string PlayOf(string play) => texts[$"play.{play}"];

    /// <summary>What the forecast rests on.</summary>
    public string Evidence(RevivalEvidence evidence) => evidence.Written + evidence.Held == 0
        ? texts["evidence.prior"]
        : Say(
            evidence.Knowledge switch
            {
                RevivalKnowledge.NotYet => "evidence.notyet",
                RevivalKnowledge.Gain => "evidence.gain",
                RevivalKnowledge.NoGain => "evidence.nogain",
                _ => throw new InvalidOperationException($"No such knowledge: {evidence.Knowledge}."),
            },
            evidence.Written, evidence.Held, evidence.Average.Value, evidence.Average.Low, evidence.Average.High);

    /// <summary>Why nothing is in the queue.</summary>
    public string Empty(LeadList list) => list.Count.Dormant == 0
        ? texts["empty.nobody"]
        : Say(list.Model.Revival.Evidence.Knowledge is RevivalKnowledge.NoGain ? "empty.nogain" : "empty.unworthy", list.Count.Dormant);

    /// <summary>What keeps a lead out of the queue, each in a sentence; nothing where it is in it.</summary>
    public IEnumerable<string> Bars(LeadExplanation lead, DateTimeOffset now, LostLeadsOptions options)
    {
        var (row, bars, rule) = (lead.Entry.Row, lead.Bars, lead.Rule);
        return new[]
        {
            row.DormantSince is null ? Say("bar.awake", row.Alive) : null,
            row.DormantSince is not null && row.Play == Play.Leave ? Say("bar.reading", Reason(row, now)) : null,
            row.Play == Play.Wait ? Say("bar.wait", row.ReasonUntil!.Value.UtcDateTime, texts[$"reason.{row.Reason}"]) : null,
            row.Gain < rule.Worth ? Say("bar.gain", row.Gain, rule.Worth) : null,
            row.Chance < rule.Chance ? Say("bar.chance", row.Chance, rule.Chance) : null,
            bars.IsSuppressed ? texts["bar.suppressed"] : null,
            bars.IsEnrolled ? texts["bar.enrolled"] : null,
            bars.StandsDown ? texts["bar.standsDown"] : null,
            bars.IsHoldout ? texts["bar.holdout"] : null,
            bars.DismissedBy is { } by ? Say("bar.dismissed", by, bars.DismissedFor ?? "") : null,
            bars.Tries >= options.MostTries ? Say("bar.tries", bars.Tries) : null,
            bars.LastTry > now - options.CoolDown ? Say("bar.cooldown", bars.LastTry.Value.UtcDateTime) : null,
        }.OfType<string>();
    }

    private static DateTime At(long micros) => Micros.ToTime(micros).UtcDateTime;

    private string Many(string key, int count) => count == 1 ? texts[$"{key}.1"] : Say(key, count);

    private string Say(string key, params object[] values) => string.Format(culture, texts[key], values);
}
