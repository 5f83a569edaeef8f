using FollowUpAgent.Oversight.Autonomy;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Oversight.Directives;

/// <summary>Stops everything or one sequence for a while, and lets it go on: directives on one key each.</summary>
internal sealed class PauseDesk(DirectiveDesk directives, SequenceCatalog catalog)
{
    private const string Yes = "true";
    private const string No = "false";

    /// <summary>Whether there is such a sequence; null names everything.</summary>
    public bool Knows(string? sequence) => sequence is null || catalog.Find(sequence) is not null;

    /// <summary>Pauses.</summary>
    public Task<DirectiveAnswer> PauseAsync(string? sequence, string by, string reason, DateTimeOffset? until, CancellationToken cancellationToken) =>
        directives.AddAsync(Set(sequence, Yes, by, reason, until), cancellationToken);

    /// <summary>
    /// Ends the pauses in force. Where the configuration itself pauses, or a directive that says other things too, a directive that says no
    /// lies over it.
    /// </summary>
    public async Task<Resumed> ResumeAsync(string? sequence, string by, string reason, CancellationToken cancellationToken)
    {
        var key = KeyOf(sequence);
        var ended = new List<Directive>();
        foreach (var pause in (await directives.ReadAsync(cancellationToken)).InForce.Where(d => d.ByKey is { Count: 1 } change && IsYes(change.GetValueOrDefault(key))))
        {
            ended.Add((await directives.EndAsync(pause.Id, by, reason, cancellationToken))!);
        }

        var left = (await directives.ReadAsync(cancellationToken)).Pauses;
        var made = (sequence is null ? left.Everything : left.Sequences.Contains(sequence))
            ? await directives.AddAsync(Set(sequence, No, by, reason, null), cancellationToken) as DirectiveAnswer.Made
            : null;
        var after = (await directives.ReadAsync(cancellationToken)).Pauses;
        return new Resumed(ended, made?.Directive, after);
    }

    private static NewDirective Set(string? sequence, string value, string by, string reason, DateTimeOffset? until) =>
        new(by, reason, new Dictionary<string, string?> { [KeyOf(sequence)] = value }, Until: until);

    private static string KeyOf(string? sequence) => sequence is null ? AutonomyOptions.PausedKey : AutonomyOptions.PausedKeyOf(sequence);

    private static bool IsYes(string? value) => Yes.Equals(value, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What came of resuming.</summary>
/// <param name="Ended">The pauses that are over.</param>
/// <param name="Made">The directive that lies over a pause which could not be ended, or null.</param>
/// <param name="Left">What is paused still.</param>
internal sealed record Resumed(IReadOnlyList<Directive> Ended, Directive? Made, Pauses Left);
