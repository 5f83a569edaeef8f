namespace FollowUpAgent.Hosting.Api;

/// <summary>The rows that let a write take place once, however often it is sent. Storage keeps them, so that all workers share them.</summary>
internal interface IIdempotencyLedger
{
    /// <summary>Takes a request for this worker, or says what is known of it.</summary>
    Task<Claim> BeginAsync(IdempotentRequest request, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Keeps the answer, if the claim is still ours.</summary>
    Task EndAsync(IdempotentRequest request, Claim.Ours claim, KeptAnswer answer, CancellationToken cancellationToken);

    /// <summary>Lets go of a request that did not take place: the next one is carried out.</summary>
    Task ForgetAsync(IdempotentRequest request, Claim.Ours claim, CancellationToken cancellationToken);
}

/// <summary>A write that may come again. Both parts are keyed hashes: they say nothing of caller or body.</summary>
/// <param name="Key">Names the caller and the key that it gave.</param>
/// <param name="Fingerprint">Names method, path and body.</param>
internal sealed record IdempotentRequest(byte[] Key, byte[] Fingerprint);

/// <summary>An answer that was given.</summary>
/// <param name="Status">Its status.</param>
/// <param name="ContentType">The type of its body, or null.</param>
/// <param name="Body">Its body; null once somebody was erased, whom it may name.</param>
internal sealed record KeptAnswer(int Status, string? ContentType, byte[]? Body);

/// <summary>What became of an attempt to take a request.</summary>
internal abstract record Claim
{
    /// <summary>It is ours to carry out.</summary>
    public sealed record Ours(long Fence) : Claim;

    /// <summary>It is being carried out.</summary>
    public sealed record Running : Claim;

    /// <summary>The key was used for another request.</summary>
    public sealed record Taken : Claim;

    /// <summary>It was answered.</summary>
    public sealed record Answered(KeptAnswer Answer) : Claim;
}
