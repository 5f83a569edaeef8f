using System.Globalization;
using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Training.Challenges;

namespace FollowUpAgent.Scenarios.Comparing;

/// <summary>
/// Rounds whose time is over, as far as scenarios need them, and the distinct questions in them: a hundred thousand rounds ask some hundred.
/// Not thread-safe.
/// </summary>
internal sealed class RoundBook(Served served, ScenarioPolicy current, EligibleVersions eligible, IReadOnlyList<Segment> asked, IReadOnlyList<Segment> shown)
{
    private const string Language = "language";
    private readonly OutcomeCatalog outcomes = current.Outcomes;
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Person> people = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyDictionary<string, double>?> fatigues = new(StringComparer.Ordinal);
    private readonly Dictionary<ContactId, int> contacts = [];
    private readonly Dictionary<string, int> segments = new(StringComparer.Ordinal);

    /// <summary>The distinct questions.</summary>
    public List<AskedQuestion> Questions { get; } = [];

    /// <summary>The rounds.</summary>
    public List<BookedRound> Rounds { get; } = [];

    /// <summary>By outcome in the order of the catalog, by round how often it followed.</summary>
    public IReadOnlyList<List<double>> Earned { get; } = [.. current.Outcomes.All.Select(_ => new List<double>())];

    /// <summary>How many contacts there are.</summary>
    public int Contacts => contacts.Count;

    /// <summary>The segments that were met, by name, with their number.</summary>
    public IReadOnlyDictionary<string, int> Segments => segments;

    /// <summary>Adds a round that was carried out.</summary>
    public void Add(LoggedRound round, IEnumerable<string> earned)
    {
        var person = PersonOf(round.WhenContext);
        var told = eligible.Of(round);
        var fatigue = FatigueOf(round.WhenSettings);
        var when = PlaceOf(round, Decision.When, told, person, fatigue);
        var which = round.Version is null ? -1 : PlaceOf(round, Decision.Which, told, PersonOf(round.WhichContext!), fatigue);
        var keys = earned.ToList();
        double[] worths = [.. person.Outcomes.All.Select(o => keys.Contains(o.Key) ? o.Weight : 0)];
        Rounds.Add(new BookedRound(
            when,
            Questions[when].PlaceOf(round.Slot),
            which,
            which < 0 ? -1 : Questions[which].PlaceOf(round.Version!),
            round.WhenPropensity,
            round.Propensity,
            ClusterOf(round),
            person.Segments,
            worths.Sum(),
            worths.Sum(w => Math.Max(0, w))));
        for (var o = 0; o < outcomes.All.Count; o++)
        {
            Earned[o].Add(keys.Contains(outcomes.All[o].Key) ? 1 : 0);
        }
    }

    private int PlaceOf(LoggedRound round, string stage, IReadOnlyList<Variant> told, Person person, IReadOnlyDictionary<string, double>? fatigue)
    {
        var isWhen = stage == Decision.When;
        var (actions, rules) = isWhen ? (round.WhenActions, round.WhenRules) : (round.WhichActions!, round.WhichRules ?? "[]");
        var key = string.Join('/', stage, round.Sequence, round.Step, actions, rules, isWhen ? "" : round.Slot, person.Key, string.Join('|', told.Select(v => v.Version)), fatigue is null ? "" : round.WhenSettings);
        if (places.TryGetValue(key, out var place))
        {
            return place;
        }

        places[key] = Questions.Count;
        // Rules of today may allow what rules of then took out.
        var removed = round.RulesOf(stage).Where(r => !r.IsBound && r.Action != RuleApplied.Sending).Select(r => eligible.Find(round, r.Action)).Where(v => told.All(t => t.Version != v.Version));
        Questions.Add(new AskedQuestion(
            stage, round.Sequence, round.Step, isWhen ? round.Slots : round.Versions, [.. told, .. removed], isWhen ? round.WhenContext : round.WhichContext!,
            isWhen ? null : round.Slot, fatigue));
        return Questions.Count - 1;
    }

    private int ClusterOf(LoggedRound round)
    {
        var contact = round.ContactId ?? new ContactId(round.Id.Value);
        return contacts.TryGetValue(contact, out var known) ? known : contacts[contact] = contacts.Count;
    }

    private IReadOnlyDictionary<string, double>? FatigueOf(string? settings)
    {
        if (settings is null)
        {
            return null;
        }

        return fatigues.TryGetValue(settings, out var known) ? known : fatigues[settings] = ModelSettings.Parse(settings).Fatigue is { Count: > 0 } tired ? tired : null;
    }

    private Person PersonOf(string context)
    {
        if (people.TryGetValue(context, out var known))
        {
            return known;
        }

        var facts = DecisionContext.Parse(context);
        var read = string.Join('|', served.Learned.Schema.Read(facts).Select(v => v.ToString(CultureInfo.InvariantCulture)));
        var rules = string.Concat(asked.Select(s => ScenarioPolicy.Holds(s, facts) ? '1' : '0'));
        var own = shown.Where(s => ScenarioPolicy.Holds(s, facts)).Select(s => s.Key).Append($"{Language} {facts.Find(Language)?.Text ?? "unknown"}");
        return people[context] = new Person($"{read}/{rules}", [.. own.Select(NumberOf)], current.OutcomesOf(facts));
    }

    private int NumberOf(string segment) => segments.TryGetValue(segment, out var known) ? known : segments[segment] = segments.Count;

    private sealed record Person(string Key, int[] Segments, OutcomeCatalog Outcomes);
}

/// <summary>A round: what it asked, what was drawn, with which probability.</summary>
/// <param name="When">The first stage's question.</param>
/// <param name="Slot">The place of what was drawn.</param>
/// <param name="Which">The second stage's question; below 0 where it did not come to that.</param>
/// <param name="Version">The place of what was drawn.</param>
/// <param name="WhenPropensity">The probability of the slot.</param>
/// <param name="Propensity">The probability of all.</param>
/// <param name="Contact">The contact's number.</param>
/// <param name="Segments">The segments of the contact.</param>
/// <param name="Worth">What followed is worth, of such a contact, now.</param>
/// <param name="Wanted">The same of what is wanted alone.</param>
internal readonly record struct BookedRound(
    int When, int Slot, int Which, int Version, double WhenPropensity, double Propensity, int Contact, IReadOnlyList<int> Segments, double Worth, double Wanted);
