using System.Text.Json;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Scenarios.Comparing;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Scenarios;

/// <summary>Where people write scenarios, make one of them hold, and see later what became of its forecasts. Who may is settled before.</summary>
internal sealed class ScenarioDesk(
    Database database, SteeringDesk steering, DirectiveDesk directives, ScenarioComparing comparing, OutcomeCatalog outcomes, IdSource ids, TimeProvider clock)
{
    private const double PerThousand = 1000;
    private const int MostScored = 100;

    /// <summary>Fewer decisions say nothing of a forecast.</summary>
    public const long LeastScored = 100;

    /// <summary>Keeps a scenario, if the configuration under it has no fault.</summary>
    public async Task<ScenarioAnswer> AddAsync(NewScenario asked, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        List<Fault> faults = [.. asked.Faults(now)];
        if (faults.Count > 0)
        {
            return new ScenarioAnswer.Refused(faults);
        }

        var made = new Scenario
        {
            Id = ids.New(),
            Name = asked.Name,
            Person = asked.By,
            Reason = asked.Reason,
            Assumptions = JsonSerializer.Serialize(asked.Assumptions),
            Changes = Directive.Write(asked.Changes),
            MadeAt = now,
        };
        var inForce = (await directives.ReadAsync(cancellationToken)).InForce;
        faults = [.. steering.FindFaults(inForce.Append(made.AsDirective(now)))];
        if (faults.Count > 0)
        {
            return new ScenarioAnswer.Refused(faults);
        }

        return await database.WriteAsync(s => s.AddScenarioAsync(made), cancellationToken)
            ? new ScenarioAnswer.Made(made)
            : new ScenarioAnswer.Refused([new Fault("name", made.Name, "a name of its own: a scenario is written once")]);
    }

    /// <summary>Makes a scenario hold by a directive, and keeps what is forecast of it now.</summary>
    public async Task<AdoptionAnswer> AdoptAsync(
        string name, string by, string reason, DateTimeOffset? until, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(s => s.FindScenarioAsync(name), cancellationToken) is not { } scenario)
        {
            return new AdoptionAnswer.Unknown();
        }

        // Before it holds: afterwards, what holds now would be the scenario itself.
        var compared = await comparing.CompareAsync([name], progress, cancellationToken);
        var adoption = new Adoption
        {
            Id = ids.New(),
            ScenarioId = scenario.Id,
            Person = by,
            Reason = reason,
            Forecasts = JsonSerializer.Serialize((compared as ComparisonAnswer.Made)?.Comparison.Scenarios[1].Figures.Select(Line) ?? []),
            Scenario = name,
            OverAt = until,
        };
        // Both or none: a directive without its forecasts could never be held to them.
        return await directives.AddAsync(
            new NewDirective(by, reason, scenario.ByKey, Until: until), cancellationToken, (session, made) => session.AddAdoptionAsync(adoption.By(made))) switch
        {
            DirectiveAnswer.Made made => new AdoptionAnswer.Made(adoption.By(made.Directive), made.Directive, (compared as ComparisonAnswer.Refused)?.Reason),
            DirectiveAnswer.Refused refused => new AdoptionAnswer.Refused(refused.Faults),
            var other => throw new InvalidOperationException($"No such answer: {other}."),
        };
    }

    /// <summary>What became of the forecasts of adopted scenarios, or of one; newest first.</summary>
    public async Task<IReadOnlyList<ScoredAdoption>> ScoreAsync(string? name, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var matured = now - outcomes.LongestOutcomeWindow;
        var all = new List<ScoredAdoption>();
        foreach (var adoption in await database.ReadAsync(s => s.FindAdoptionsAsync(name, MostScored), cancellationToken))
        {
            var over = adoption.OverAt < now ? adoption.OverAt.Value : now;
            all.Add(await database.ReadAsync(s => ScoreAsync(s, adoption, over, matured), cancellationToken));
        }

        return all;
    }

    private async Task<ScoredAdoption> ScoreAsync(Session session, Adoption adoption, DateTimeOffset over, DateTimeOffset matured)
    {
        var happened = await session.FindHappenedAsync(adoption.AdoptedAt, over, matured);
        var decisions = happened.Sum(h => h.Decisions);
        if (decisions < LeastScored)
        {
            return new ScoredAdoption(adoption, decisions, []);
        }

        // By the weights that the forecast was made with: those from before the adoption.
        var before = (await session.FindDirectivesAsync(adoption.AdoptedAt)).Where(d => d.Id != adoption.DirectiveId);
        return Score(adoption, happened, await session.FindEarnedByAsync(adoption.AdoptedAt, over, matured), steering.Under([.. before]).Outcomes);
    }

    private static ScoredAdoption Score(Adoption adoption, List<Happened> happened, List<EarnedBy> earned, OutcomeCatalog outcomes)
    {
        var byContact = earned.ToLookup(e => e.ContactId);
        double[] counts = [.. happened.Select(h => (double)h.Decisions)];
        return new ScoredAdoption(adoption, happened.Sum(h => h.Decisions), [.. adoption.Lines.Select(line =>
        {
            double[] sums = [.. happened.Select(h => line.What switch
            {
                ForecastLine.Sends => h.Sends,
                ForecastLine.Reward => byContact[h.ContactId].Sum(e => e.Times * WorthOf(e, outcomes)),
                _ => byContact[h.ContactId].Where(e => e.Outcome == line.What).Sum(e => e.Times),
            })];
            var forecast = new ForecastFigure(line.Value, line.Low, line.High).Times(1 / PerThousand);
            return new ScoredLine(line, ForecastScore.Of(forecast, sums, counts, line.What != ForecastLine.Reward));
        })]);
    }

    private static double WorthOf(EarnedBy earned, OutcomeCatalog outcomes) =>
        outcomes.For(s => ScenarioPolicy.Holds(s, DecisionContext.Parse(earned.Context))).Find(earned.Outcome)?.Weight ?? 0;

    private static ForecastLine Line(ScenarioFigure figure)
    {
        var (value, low, high) = figure.Expected.Times(PerThousand);
        return new ForecastLine(figure.What, value, low, high, figure.From);
    }
}

/// <summary>An adopted scenario and what became of its forecasts.</summary>
/// <param name="Adoption">The scenario's adoption.</param>
/// <param name="Decisions">How many decisions since then have had their time.</param>
/// <param name="Lines">None where that is too little to say.</param>
internal sealed record ScoredAdoption(Adoption Adoption, long Decisions, IReadOnlyList<ScoredLine> Lines)
{
    /// <summary>Whether little has had its time.</summary>
    public bool IsTooEarly => Decisions < ScenarioDesk.LeastScored;
}

/// <summary>One forecast and what became of it.</summary>
internal sealed record ScoredLine(ForecastLine Forecast, ForecastScore Score);

/// <summary>What came of writing a scenario.</summary>
internal abstract record ScenarioAnswer
{
    /// <summary>It is kept.</summary>
    public sealed record Made(Scenario Scenario) : ScenarioAnswer;

    /// <summary>It is not, for these reasons.</summary>
    public sealed record Refused(IReadOnlyList<Fault> Faults) : ScenarioAnswer;
}

/// <summary>What came of adopting a scenario.</summary>
internal abstract record AdoptionAnswer
{
    /// <summary>It holds by this directive; without a forecast where nothing could be compared, and why.</summary>
    public sealed record Made(Adoption Adoption, Directive Directive, string? WithoutForecast) : AdoptionAnswer;

    /// <summary>There is none of that name.</summary>
    public sealed record Unknown : AdoptionAnswer;

    /// <summary>It would not do, for these reasons.</summary>
    public sealed record Refused(IReadOnlyList<Fault> Faults) : AdoptionAnswer;
}
