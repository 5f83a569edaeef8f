using FollowUpAgent.Hosting;

namespace FollowUpAgent.Decisions;

/// <summary>Names one round of one step of one enrollment: its ledger rows, message and reward carry it.</summary>
internal readonly record struct DecisionId(Guid Value) : IId<DecisionId>
{
    /// <inheritdoc />
    public static DecisionId From(Guid value) => new(value);

    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}

/// <summary>Names a snapshot.</summary>
internal readonly record struct SnapshotId(Guid Value) : IId<SnapshotId>
{
    /// <inheritdoc />
    public static SnapshotId From(Guid value) => new(value);

    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}
