using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Scenarios.Goals;
using FollowUpAgent.Storage;
using FollowUpAgent.Training.Calibrating;
using FollowUpAgent.Training.Challenges;

namespace FollowUpAgent.Scenarios.Comparing;

/// <summary>Lays scenarios beside what holds now: on decisions whose time is over, or by the models where the log has no support.</summary>
internal sealed class ScenarioComparing(Database database, SteeringDesk steering, ServingSnapshot serving, Decider decider, TimeProvider clock)
{
    /// <summary>The most that are laid side by side, with what holds now.</summary>
    public const int Most = 5;

    private const int Page = 5000;

    // Older decisions say little of what comes now.
    private static readonly TimeSpan LongestEvidence = TimeSpan.FromDays(180);
    private static readonly TimeSpan OfLate = TimeSpan.FromDays(28);

    /// <summary>Compares.</summary>
    /// <param name="names">One to four scenarios.</param>
    /// <param name="progress">Told how far it is, or null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<ComparisonAnswer> CompareAsync(IReadOnlyList<string> names, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (names.Count is 0 or >= Most || names.Distinct(StringComparer.Ordinal).Count() != names.Count)
        {
            return new ComparisonAnswer.Refused($"Name one to {Most - 1} different scenarios: what holds now is always beside them.");
        }

        var (inForce, found) = await database.ReadAsync(
            async s => ((await steering.AtAsync(s, now)).InForce, await FindAsync(s, names)), cancellationToken);
        if (names.FirstOrDefault(n => !found.ContainsKey(n)) is { } unknown)
        {
            return new ComparisonAnswer.Refused($"There is no scenario '{unknown}'. See 'followup scenario list'.");
        }

        foreach (var scenario in found.Values)
        {
            if (steering.FindFaults(inForce.Append(scenario.AsDirective(now))) is { Count: > 0 } faults)
            {
                return new ComparisonAnswer.Refused($"'{scenario.Name}' does not go with the configuration of today: {string.Join(" ", faults)}");
            }
        }

        return await CompareAsync([.. names.Select(n => found[n])], inForce, now, progress, cancellationToken);
    }

    private static async Task<Dictionary<string, Scenario>> FindAsync(Session session, IReadOnlyList<string> names)
    {
        var found = new Dictionary<string, Scenario>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (await session.FindScenarioAsync(name) is { } scenario)
            {
                found[name] = scenario;
            }
        }

        return found;
    }

    private async Task<ComparisonAnswer> CompareAsync(
        IReadOnlyList<Scenario> scenarios, IReadOnlyList<Directive> inForce, DateTimeOffset now, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var current = steering.Of(inForce);
        var until = now - current.Outcomes.LongestOutcomeWindow;
        var from = until - LongestEvidence;
        var sent = await database.ReadAsync(s => s.CountSentByDayAsync(from, until), cancellationToken);
        List<ScenarioPolicy> policies =
        [
            new(Scenario.Current, null, current, sent, now),
            .. scenarios.Select(s => new ScenarioPolicy(s.Name, s, steering.Under([.. inForce, s.AsDirective(now)]), sent, now)),
        ];
        var served = await serving.GetAsync(cancellationToken);
        var eligible = new EligibleVersions(await database.ReadAsync(s => s.FindVariantsAsync(), cancellationToken));
        var shown = current.Get<Dictionary<string, SegmentOptions?>>().Where(s => s.Value is not null).Select(s => Segment.From(s.Key, s.Value!)).ToList();
        var book = new RoundBook(served, policies[0], eligible, [.. policies.SelectMany(p => p.Asked)], shown);
        await FillAsync(book, from, until, progress, cancellationToken);
        if (book.Rounds.Count == 0)
        {
            return new ComparisonAnswer.Refused(
                FormattableString.Invariant($"No decision of the last months is old enough to be judged: one counts {current.Outcomes.LongestOutcomeWindow.TotalDays:0} days after it was carried out. Compare again later."));
        }

        var outlooks = await Task.Run(() => new OutlookMaking(book, policies, served, decider).Make(progress, cancellationToken), cancellationToken);
        var (young, alarms) = await database.ReadAsync(
            async s => (await s.CountCarriedOutAsync(until, now), await s.FindAlarmsAsync(now - OfLate, now)), cancellationToken);
        List<string> drifts = [.. alarms.Select(a => $"{a.Sequence}/{a.Step} {a.Outcome} {a.Drift}").Distinct()];
        return new ComparisonAnswer.Made(new Comparison
        {
            Decisions = book.Rounds.Count,
            Contacts = book.Contacts,
            TooYoung = young.Decisions,
            Drifts = drifts,
            Assumptions = AssumptionsOf(book, young.Decisions),
            Scenarios = [.. outlooks.Select((o, i) => ComparisonWords.Speak(o, outlooks[0], policies[i], drifts))],
        });
    }

    private async Task FillAsync(RoundBook book, DateTimeOffset from, DateTimeOffset until, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var after = default(DecisionId);
        while (await database.ReadAsync(s => s.ReadPageAsync(after, from, until, Page), cancellationToken) is { } page)
        {
            foreach (var round in page.Rounds.Where(r => r.IsCarriedOut))
            {
                book.Add(round, page.Earned[round.Id]);
            }

            after = page.Last;
            progress?.Report(FormattableString.Invariant($"{book.Rounds.Count:N0} decisions read"));
        }
    }

    private static List<string> AssumptionsOf(RoundBook book, long young) =>
    [
        "It is about contacts for whom the agent decides, and about what the models know today.",
        FormattableString.Invariant($"A contact has {(double)book.Rounds.Count / book.Contacts:0.##} decisions, as in the log, whatever is decided in them."),
        FormattableString.Invariant($"What is decided now brings what it brought before: {young:N0} decisions are too young to count beside {book.Rounds.Count:N0} that do."),
        "Reward is counted by the weights of now, for every scenario alike.",
        "Mails that a pause or a lower cap holds back bring nothing.",
    ];
}
