using FollowUpAgent.Hosting;

namespace FollowUpAgent.Contacts;

/// <summary>Names an erasure.</summary>
internal readonly record struct ErasureId(Guid Value) : IId<ErasureId>
{
    /// <inheritdoc />
    public static ErasureId From(Guid value) => new(value);

    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}

/// <summary>How an erasure ended.</summary>
internal enum ErasureOutcome
{
    /// <summary>The person is gone from every room.</summary>
    Erased,

    /// <summary>The person was erased before: nothing was left to remove.</summary>
    ErasedBefore,

    /// <summary>Nobody is known by this address: nothing was changed.</summary>
    NotKnown,

    /// <summary>This is not one plain mail address: nothing was looked up.</summary>
    NotAnAddress,
}

/// <summary>What an erasure did, for the person who asked and for the record. Holds no address.</summary>
/// <param name="Outcome">How it ended; the rest is filled only where it is <see cref="ErasureOutcome.Erased"/>.</param>
internal sealed record ErasureReceipt(ErasureOutcome Outcome)
{
    /// <summary>The receipt's id, also in the table <c>erasure</c>.</summary>
    public ErasureId? Id { get; init; }

    /// <summary>The contact that was erased.</summary>
    public ContactId? Contact { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Who did it, or null.</summary>
    public string? By { get; init; }

    /// <summary>Rows removed or cleared, by room.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; init; } = new Dictionary<string, int>();

    /// <summary>Files deleted.</summary>
    public int FilesDeleted { get; init; }

    /// <summary>Files that could not be deleted yet; the next erasure tries them again.</summary>
    public int FilesLeft { get; init; }

    /// <summary>Whether the address stays on the suppression list, so that it is neither mailed nor imported again.</summary>
    public bool IsSuppressed { get; init; }

    /// <summary>What can still be read somewhere and until when, one sentence each.</summary>
    public IReadOnlyList<string> Remains { get; init; } = [];
}
