using System.Text.Json;
using FollowUpAgent.Hosting;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Scenarios;

/// <summary>A named change of the configuration that somebody thinks of, with what they take for granted. Written once.</summary>
internal sealed record Scenario
{
    /// <summary>The name of what holds now, in every comparison.</summary>
    public const string Current = "current";

    /// <summary>Names it, for the database.</summary>
    public Guid Id { get; init; }

    /// <summary>Names it, for people.</summary>
    public string Name { get; init; } = "";

    /// <summary>Who wrote it.</summary>
    public string Person { get; init; } = "";

    /// <summary>Why.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What they take for granted, as a JSON array.</summary>
    public string Assumptions { get; init; } = "[]";

    /// <summary>Configuration key to value, as a JSON object; null takes a key out with all below it.</summary>
    public string Changes { get; init; } = "{}";

    /// <summary>When it was written.</summary>
    public DateTimeOffset MadeAt { get; init; }

    /// <summary><see cref="Assumptions"/>, read.</summary>
    public IReadOnlyList<string> Assumed => JsonSerializer.Deserialize<List<string>>(Assumptions)!;

    /// <summary><see cref="Changes"/>, read; keys in any case.</summary>
    public IReadOnlyDictionary<string, string?> ByKey => AsDirective(MadeAt).ByKey;

    /// <summary>The directive that it would be: to be laid over the configuration for a look, and never kept.</summary>
    public Directive AsDirective(DateTimeOffset at) => new()
    {
        Id = new DirectiveId(Id),
        Person = Person,
        Reason = Reason,
        FromAt = at,
        MadeAt = at,
        Changes = Changes,
    };
}

/// <summary>A scenario that somebody writes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
/// <param name="Assumptions">What they take for granted.</param>
/// <param name="Changes">Configuration key to value; null takes a key out.</param>
internal sealed record NewScenario(string Name, string By, string Reason, IReadOnlyList<string> Assumptions, IReadOnlyDictionary<string, string?> Changes)
{
    private const int MostAssumptions = 20;
    private const int LongestAssumption = 500;

    /// <summary>Everything that is wrong with it before any configuration is looked at.</summary>
    public IEnumerable<Fault> Faults(DateTimeOffset now)
    {
        if (!KeyRule.Allows(Name) || Name == Scenario.Current)
        {
            yield return new Fault("name", Name, $"{KeyRule.Expected}; '{Scenario.Current}' is what holds now");
        }

        if (Assumptions.Count is 0 or > MostAssumptions)
        {
            yield return new Fault("assumptions", $"{Assumptions.Count} sentences", $"1 to {MostAssumptions}: what must stay true for the scenario to make sense");
        }

        foreach (var assumption in Assumptions.Where(a => string.IsNullOrWhiteSpace(a) || a.Length > LongestAssumption || a.Any(char.IsControl)))
        {
            yield return new Fault("assumptions", $"{assumption.Length} letters", $"a sentence in one line of at most {LongestAssumption} letters");
        }

        // A scenario is a directive to be: what that may not say, this may not.
        foreach (var fault in new NewDirective(By, Reason, Changes).Faults(now))
        {
            yield return fault;
        }
    }
}

/// <summary>A scenario that became a directive, and what was forecast of it then. Written once.</summary>
internal sealed record Adoption
{
    /// <summary>Names it.</summary>
    public Guid Id { get; init; }

    /// <summary>The scenario.</summary>
    public Guid ScenarioId { get; init; }

    /// <summary>The directive.</summary>
    public DirectiveId DirectiveId { get; init; }

    /// <summary>Who adopted it.</summary>
    public string Person { get; init; } = "";

    /// <summary>Why.</summary>
    public string Reason { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset AdoptedAt { get; init; }

    /// <summary>What was forecast, as a JSON array of <see cref="ForecastLine"/>.</summary>
    public string Forecasts { get; init; } = "[]";

    /// <summary>The scenario's name; not a column of this table.</summary>
    public string Scenario { get; init; } = "";

    /// <summary>When its directive was ended or runs out, or null; not a column of this table.</summary>
    public DateTimeOffset? OverAt { get; init; }

    /// <summary>The adoption that a directive makes of it.</summary>
    public Adoption By(Directive directive) => this with { DirectiveId = directive.Id, AdoptedAt = directive.FromAt };

    /// <summary><see cref="Forecasts"/>, read.</summary>
    public IReadOnlyList<ForecastLine> Lines => JsonSerializer.Deserialize<List<ForecastLine>>(Forecasts)!;
}

/// <summary>A forecast as it is kept: per 1,000 decisions of those for whom the agent decides.</summary>
/// <param name="What">An outcome's key, <c>sends</c> or <c>reward</c>.</param>
/// <param name="Value">The estimate.</param>
/// <param name="Low">Where its interval of 90 % begins.</param>
/// <param name="High">Where it ends.</param>
/// <param name="From"><c>log</c> or <c>models</c>.</param>
internal sealed record ForecastLine(string What, double Value, double Low, double High, string From)
{
    /// <summary>The worth of all that happens.</summary>
    public const string Reward = "reward";

    /// <summary>Mails.</summary>
    public const string Sends = "sends";
}
