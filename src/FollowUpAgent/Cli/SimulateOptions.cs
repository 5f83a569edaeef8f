using System.CommandLine;
using FollowUpAgent.Learning.Simulation;

namespace FollowUpAgent.Cli;

/// <summary>The options of <c>followup simulate</c>.</summary>
internal sealed class SimulateOptions
{
    private static readonly SimulatedWorld[] All = Enum.GetValues<SimulatedWorld>();
    private readonly Option<string[]> world = new("--world") { Description = $"Where: {string.Join(", ", All.Select(NameOf))}. May be given more than once. Default: all.", HelpName = "world" };
    private readonly Option<int> days = NumberOption.Create("--days", "Days of a run.", new SimulationSettings().Days, 3, 730);
    private readonly Option<int> perDay = NumberOption.Create("--per-day", "Mails a day.", new SimulationSettings().PerDay, 1, 10_000);
    private readonly Option<int> variants = NumberOption.Create("--variants", "Variants to choose from.", new SimulationSettings().Variants, 2, 24);
    private readonly Option<int> seeds = NumberOption.Create("--seeds", "Runs of each world, every one in a world of its own.", new SimulationSettings().Seeds, 1, 1000);

    /// <summary>A world as people write it.</summary>
    public static string NameOf(SimulatedWorld world) => world switch
    {
        SimulatedWorld.Static => "static",
        SimulatedWorld.Drifting => "drifting",
        SimulatedWorld.Seasonal => "seasonal",
        SimulatedWorld.NoEffect => "no-effect",
        SimulatedWorld.StrongContext => "strong-context",
        SimulatedWorld.Delayed => "delayed",
        _ => throw new ArgumentOutOfRangeException(nameof(world), world, "No such world."),
    };

    /// <summary>Adds them to the verb.</summary>
    public void AddTo(Verb verb)
    {
        world.AcceptOnlyFromAmong([.. All.Select(NameOf)]);
        foreach (var option in new Option[] { world, days, perDay, variants, seeds })
        {
            verb.Options.Add(option);
        }
    }

    /// <summary>The worlds, in their own order.</summary>
    public IReadOnlyList<SimulatedWorld> Worlds(ParseResult parse) =>
        parse.GetValue(world) is { Length: > 0 } named ? [.. All.Where(w => named.Contains(NameOf(w)))] : All;

    /// <summary>How long and how often.</summary>
    public SimulationSettings Settings(ParseResult parse) =>
        new(parse.GetValue(days), parse.GetValue(perDay), parse.GetValue(variants), parse.GetValue(seeds));

    /// <summary>How the default recipe explores: as decisions do where nobody configured anything.</summary>
    public static SimulatedRecipe Recipe()
    {
        var usual = new Decisions.DecisionsOptions();
        return new SimulatedRecipe(usual.Spread, usual.Floor, usual.FloorWhileNew, usual.NewUntil);
    }
}
