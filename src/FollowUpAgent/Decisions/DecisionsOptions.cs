using FollowUpAgent.Hosting;

namespace FollowUpAgent.Decisions;

/// <summary>How the agent chooses (<c>Decisions</c>).</summary>
internal sealed class DecisionsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Decisions";

    /// <summary>The share of chance that keeps every action possible, once every variant has enough evidence. Default: 0.05; 0.05 to 1.</summary>
    public double Floor { get; init; } = 0.05;

    /// <summary>The same while a variant has less evidence than <see cref="NewUntil"/>. Default: 0.10; at least <see cref="Floor"/>.</summary>
    public double FloorWhileNew { get; init; } = 0.10;

    /// <summary>How many sends with known rewards are enough evidence for a variant. Default: 500; 0 to 1,000,000.</summary>
    public int NewUntil { get; init; } = 500;

    /// <summary>Scales the exploration by uncertainty; 1 is plain Thompson sampling. Default: 0.5; 0 to 2.</summary>
    public double Spread { get; init; } = 0.5;

    /// <summary>After how long what was seen counts half, so that a model falls back to its prior where nothing new is seen. Default: 90 days; 0: never; else 7 to 3650 days.</summary>
    public TimeSpan HalfLife { get; init; } = TimeSpan.FromDays(90);

    /// <summary>The chance of a skip in the control group. Default: 0.10; 0 to 0.5.</summary>
    public double ControlSkip { get; init; } = 0.10;

    /// <summary>Own contact fields that decisions remember as context and models may learn from. No names, no free text. Default: none; at most 20.</summary>
    public string[] Features { get; init; } = [];

    /// <summary>Everything that is wrong with the section.</summary>
    public IEnumerable<Fault> Faults()
    {
        if (Floor is not (>= 0.05 and <= 1))
        {
            yield return new Fault($"{Section}:Floor", $"{Floor}", "0.05 to 1: intervals of off-policy estimates break below");
        }

        if (!(FloorWhileNew >= Floor && FloorWhileNew <= 1))
        {
            yield return new Fault($"{Section}:FloorWhileNew", $"{FloorWhileNew}", "from Decisions:Floor to 1");
        }

        if (NewUntil is < 0 or > 1_000_000)
        {
            yield return new Fault($"{Section}:NewUntil", $"{NewUntil}", "0 to 1000000");
        }

        if (Spread is not (>= 0 and <= 2))
        {
            yield return new Fault($"{Section}:Spread", $"{Spread}", "0 to 2");
        }

        if (HalfLife != TimeSpan.Zero && (HalfLife < TimeSpan.FromDays(7) || HalfLife > TimeSpan.FromDays(3650)))
        {
            yield return new Fault($"{Section}:HalfLife", $"{HalfLife}", "0 (never), or 7 to 3650 days, as in 90.00:00:00");
        }

        if (ControlSkip is not (>= 0 and <= 0.5))
        {
            yield return new Fault($"{Section}:ControlSkip", $"{ControlSkip}", "0 to 0.5");
        }

        if (Features.Length > 20)
        {
            yield return new Fault($"{Section}:Features", $"{Features.Length} fields", "at most 20");
        }
    }
}
