using Microsoft.Net.Http.Headers;

namespace FollowUpAgent.Events;

/// <summary>What the public pages say, in one language.</summary>
/// <param name="Language">The language's tag.</param>
/// <param name="Question">Heads the page that asks.</param>
/// <param name="Explanation">Says what the button does.</param>
/// <param name="Button">The button.</param>
/// <param name="Done">Heads the page after it.</param>
/// <param name="DoneText">Says what has happened.</param>
/// <param name="BackButton">The button there that takes it back.</param>
/// <param name="Back">Heads the page after that.</param>
/// <param name="BackText">Says what has happened then.</param>
/// <param name="NotFound">Heads the page for a link that is not ours.</param>
/// <param name="NotFoundText">Says what to do about it.</param>
/// <param name="Busy">Heads the page for a moment in which nothing can be stored.</param>
/// <param name="BusyText">Says what to do about it.</param>
internal sealed record PageTexts(
    string Language, string Question, string Explanation, string Button, string Done, string DoneText, string BackButton, string Back, string BackText, string NotFound, string NotFoundText,
    string Busy, string BusyText)
{
    private static readonly PageTexts English = new(
        "en",
        "Unsubscribe?",
        "Press the button and we will not write to you again.",
        "Unsubscribe",
        "You are unsubscribed",
        "We will not write to you again. You can close this page. If this was a mistake, you can take it back here.",
        "Subscribe again",
        "You are subscribed again",
        "We may write to you again. What had already been planned for you stays cancelled.",
        "This link does not work",
        "Please open the link from the mail once more, or answer the mail.",
        "Please try again in a minute",
        "We could not store your request just now. Nothing has changed yet.");

    private static readonly PageTexts Dutch = new(
        "nl",
        "Uitschrijven?",
        "Druk op de knop en we schrijven u niet meer.",
        "Uitschrijven",
        "U bent uitgeschreven",
        "We schrijven u niet meer. U kunt deze pagina sluiten. Was dit een vergissing, dan kunt u het hier ongedaan maken.",
        "Weer inschrijven",
        "U bent weer ingeschreven",
        "We mogen u weer schrijven. Wat al voor u gepland was, blijft geannuleerd.",
        "Deze link werkt niet",
        "Open de link in de mail nog een keer, of beantwoord de mail.",
        "Probeer het over een minuut opnieuw",
        "We konden uw verzoek nu niet opslaan. Er is nog niets veranderd.");

    private static readonly Dictionary<string, PageTexts> All = new[] { English, Dutch }.ToDictionary(t => t.Language);

    /// <summary>In the language of the mail, else the one that the reader's program asks for, else English.</summary>
    public static PageTexts For(string? mailLanguage, HttpRequest request) =>
        new[] { mailLanguage }.Concat(AskedFor(request)).Select(Find).FirstOrDefault(t => t is not null) ?? English;

    private static IEnumerable<string?> AskedFor(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var asked)
            ? asked.Where(a => a.Quality != 0).OrderByDescending(a => a.Quality ?? 1).Select(a => a.Value.Value)
            : [];

    private static PageTexts? Find(string? language) => language is null ? null : All.GetValueOrDefault(language.Split('-')[0].ToLowerInvariant());
}
