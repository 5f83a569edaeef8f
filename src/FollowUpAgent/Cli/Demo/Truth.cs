using System.Text.Json;
using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Simulation;
using FollowUpAgent.Messages;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Cli.Demo;

/// <summary>What the invented world would truly give for each action that the ledger names. The agent never sees it.</summary>
internal sealed class Truth(World world, SequenceCatalog catalog, TemplateLibrary templates, OutcomeCatalog outcomes)
{
    private const double Same = 1e-9;
    private const string DefaultPart = "morning";

    /// <summary>What people prefer.</summary>
    public IReadOnlyList<Preference> Preferences => world.Truth;

    /// <summary>How probable the truly best actions were in a decision.</summary>
    public double ChanceOfBest(Decision row, string? slot, Person person)
    {
        var values = ActionsOf(row).Select(action => ValueOf(row, action, slot, person)).ToList();
        var best = values.Max();
        return PropensitiesOf(row).Where((_, i) => values[i] >= best - Same).Sum();
    }

    /// <summary>The actions of a row.</summary>
    public static IReadOnlyList<string> ActionsOf(Decision row) => JsonSerializer.Deserialize<List<string>>(row.Actions)!;

    /// <summary>Their probabilities.</summary>
    public static IReadOnlyList<double> PropensitiesOf(Decision row) => JsonSerializer.Deserialize<double[]>(row.Propensities)!;

    /// <summary>The mail that an action stands for, as its reader would see it; null for a skip. A slot stands for its part of the day.</summary>
    public Touch? TouchOf(Decision row, string action, string? slot, Person person)
    {
        if (action == Decision.Skip)
        {
            return null;
        }

        return row.Stage == Decision.When
            ? new Touch(new Dictionary<string, string>(), PartOf(action))
            : new Touch(TraitsOf(row, action, person), slot is null ? DefaultPart : PartOf(slot));
    }

    private double ValueOf(Decision row, string action, string? slot, Person person)
    {
        if (TouchOf(row, action, slot, person) is not { } touch)
        {
            return 0;
        }

        // A slot is worth what the best variant is worth in it.
        return row.Stage == Decision.Which
            ? ValueOf(touch, person)
            : StepOf(row).Variants.Max(v => ValueOf(new Touch(TraitsOf(row, v.Key, person), touch.Part), person));
    }

    private double ValueOf(Touch touch, Person person)
    {
        var chances = world.ChancesOf(person, touch);
        return (WeightOf(OutcomeCatalog.PositiveReply) * chances.Reply) + (WeightOf(OutcomeCatalog.Click) * chances.Click)
            + (WeightOf(OutcomeCatalog.Goal) * chances.Goal) + (WeightOf(OutcomeCatalog.UnsubscribeOrNegative) * chances.Unsubscribe);
    }

    private double WeightOf(string outcome) => outcomes.Find(outcome)!.Weight;

    private IReadOnlyDictionary<string, string> TraitsOf(Decision row, string action, Person person)
    {
        var variant = StepOf(row).Variants.Single(v => v.Key == action.Split('@')[0]);
        return templates.Find(row.Sequence, variant.Template, person.Language)!.Traits;
    }

    private StepDefinition StepOf(Decision row) => catalog.Find(row.Sequence)!.Steps.Single(s => s.Key == row.Step);

    private static string PartOf(string slot) => slot.Split('-')[^1];
}
