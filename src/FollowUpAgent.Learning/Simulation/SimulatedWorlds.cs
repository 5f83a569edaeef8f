namespace FollowUpAgent.Learning.Simulation;

/// <summary>The worlds in which a learner can be tried.</summary>
public enum SimulatedWorld
{
    /// <summary>Nothing changes.</summary>
    Static,

    /// <summary>What is good changes week by week.</summary>
    Drifting,

    /// <summary>Weekends and a summer in which everybody answers less.</summary>
    Seasonal,

    /// <summary>Every variant is as good as any other.</summary>
    NoEffect,

    /// <summary>Each kind of contact has a variant of its own.</summary>
    StrongContext,

    /// <summary>Answers come late, and a better variant comes along after a third of the time.</summary>
    Delayed,
}

/// <summary>How long and how often a learner is tried.</summary>
/// <param name="Days">Days of a run.</param>
/// <param name="PerDay">Mails a day.</param>
/// <param name="Variants">Variants of the step, at least two.</param>
/// <param name="Seeds">Runs, each in a world of its own.</param>
/// <param name="Rate">About how many mails in one are answered.</param>
public sealed record SimulationSettings(int Days = 90, int PerDay = 100, int Variants = 4, int Seeds = 5, double Rate = 0.03)
{
    private const double MeanDelayDays = 3;

    /// <summary>The world of a seed.</summary>
    public SendWorld WorldOf(SimulatedWorld world, int seed) => world switch
    {
        SimulatedWorld.Static => SendWorld.Static(seed, Rate, actions: Variants),
        SimulatedWorld.Drifting => SendWorld.Drifting(seed, Rate, actions: Variants),
        SimulatedWorld.Seasonal => SendWorld.Seasonal(seed, Rate, actions: Variants),
        SimulatedWorld.NoEffect => SendWorld.WithoutEffect(Rate, actions: Variants),
        SimulatedWorld.StrongContext => SendWorld.WithStrongContext(Rate, kinds: Variants, actions: Variants),
        SimulatedWorld.Delayed => SendWorld.Delayed(Rate, Variants - 1, from: Days / 3, meanDelayDays: MeanDelayDays),
        _ => throw new ArgumentOutOfRangeException(nameof(world), world, "No such world."),
    };
}
