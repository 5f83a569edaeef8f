using FollowUpAgent.Learning.Evaluation;

namespace FollowUpAgent.Scenarios.Comparing;

/// <summary>Scenarios side by side, what holds now first.</summary>
internal sealed record Comparison
{
    /// <summary>How many decisions whose time is over it rests on.</summary>
    public required int Decisions { get; init; }

    /// <summary>Of how many contacts.</summary>
    public required int Contacts { get; init; }

    /// <summary>How many decisions of late are too young to count.</summary>
    public required long TooYoung { get; init; }

    /// <summary>Alarms of late that a mail does something else than was forecast of it.</summary>
    public required IReadOnlyList<string> Drifts { get; init; }

    /// <summary>What all of it takes for granted.</summary>
    public required IReadOnlyList<string> Assumptions { get; init; }

    /// <summary>The scenarios.</summary>
    public required IReadOnlyList<ScenarioOutlook> Scenarios { get; init; }

    /// <summary>Decisions a contact: what turns figures per decision into those per contact.</summary>
    public double PerContact => (double)Decisions / Contacts;
}

/// <summary>What is to be expected of a scenario.</summary>
internal sealed record ScenarioOutlook
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The scenario; null for what holds now.</summary>
    public required Scenario? Scenario { get; init; }

    /// <summary>As many of the log's decisions say as much of it.</summary>
    public required double EffectiveSample { get; init; }

    /// <summary>Reward, mails, and each outcome.</summary>
    public required IReadOnlyList<ScenarioFigure> Figures { get; init; }

    /// <summary>By segment its share of the mails.</summary>
    public required IReadOnlyList<SharePart> Segments { get; init; }

    /// <summary>By variant its share of the mails.</summary>
    public required IReadOnlyList<SharePart> Variants { get; init; }

    /// <summary>The reward of a decision if a fifth of all wanted responses stayed away.</summary>
    public double RewardIfResponseFalls { get; init; }

    /// <summary>By how much that is more than what holds now would then earn.</summary>
    public double LeadIfResponseFalls { get; init; }

    /// <summary>Rules that the figures know nothing of.</summary>
    public required IReadOnlyList<string> NotReckoned { get; init; }

    /// <summary>What speaks for it.</summary>
    public IReadOnlyList<string> Chances { get; init; } = [];

    /// <summary>What speaks against it, or for caution.</summary>
    public IReadOnlyList<string> Risks { get; init; } = [];

    /// <summary>Where one thing gets better at the cost of another.</summary>
    public IReadOnlyList<string> Clashes { get; init; } = [];

    /// <summary>Whom it changes most for.</summary>
    public IReadOnlyList<string> Affected { get; init; } = [];

    /// <summary>The figure of this name.</summary>
    public ScenarioFigure Find(string what) => Figures.First(f => f.What == what);
}

/// <summary>One figure of a scenario, for each decision.</summary>
/// <param name="What">An outcome's key, or a name of <see cref="ForecastLine"/>.</param>
/// <param name="Expected">What is to be expected.</param>
/// <param name="Lead">By how much that is more than what holds now; null for what holds now.</param>
/// <param name="Lack">Why the log cannot tell, and the models had to; null where the log tells.</param>
/// <param name="IsWanted">Whether more of it is better.</param>
internal sealed record ScenarioFigure(string What, ForecastFigure Expected, ForecastFigure? Lead, string? Lack, bool IsWanted)
{
    /// <summary><c>log</c> or <c>models</c>.</summary>
    public string From => Lack is null ? "log" : "models";

    /// <summary>Whether it is better than what holds now, beyond the interval.</summary>
    public bool IsBetter => Lead is { IsBeyondZero: true } lead && lead.Value > 0 == IsWanted;

    /// <summary>Whether it is worse, beyond the interval.</summary>
    public bool IsWorse => Lead is { IsBeyondZero: true } lead && lead.Value > 0 != IsWanted;
}

/// <summary>A share of the mails.</summary>
/// <param name="Name">Of what.</param>
/// <param name="Share">The share under the scenario.</param>
internal sealed record SharePart(string Name, ForecastFigure Share);

/// <summary>What came of asking for a comparison.</summary>
internal abstract record ComparisonAnswer
{
    /// <summary>It is made.</summary>
    public sealed record Made(Comparison Comparison) : ComparisonAnswer;

    /// <summary>It cannot be made, and why.</summary>
    public sealed record Refused(string Reason) : ComparisonAnswer;
}
