using FollowUpAgent.Oversight.Autonomy;

namespace FollowUpAgent.Oversight.Directives;

/// <summary>What people have stopped for a while: everything, or some sequences. Nothing of it is planned or handed over meanwhile.</summary>
/// <param name="Everything">Whether the whole agent is paused.</param>
/// <param name="Sequences">The sequences that are paused by themselves.</param>
internal sealed record Pauses(bool Everything, IReadOnlySet<string> Sequences)
{
    /// <summary>Why something waits or lapsed, as text in the ledger.</summary>
    public const string Reason = "paused";

    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(10);

    /// <summary>Reads the options, which name known sequences.</summary>
    public static Pauses Of(AutonomyOptions options) => new(
        options.Paused, options.Sequences.Where(s => s.Value?.Paused == true).Select(s => s.Key).ToHashSet(StringComparer.Ordinal));

    /// <summary>Whether nothing of this sequence may be planned or handed over.</summary>
    public bool Holds(string sequence) => Everything || Sequences.Contains(sequence);

    /// <summary>What holds a mail of this sequence back, and when it is looked at again; or null. A pause has no known end: a person may resume at any time.</summary>
    public Held? HoldOf(string sequence, DateTimeOffset now) => Holds(sequence) ? new Held(Reason, now + Rest) : null;
}
