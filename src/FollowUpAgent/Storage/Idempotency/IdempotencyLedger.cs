using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Hosting.Jobs;

namespace FollowUpAgent.Storage.Idempotency;

/// <summary>The writes by API that may be sent again, in the database; forgets them when they are old enough.</summary>
internal sealed class IdempotencyLedger(Database database, ApiOptions options, TimeProvider clock) : IIdempotencyLedger, IJob
{
    private const int Batch = 1000;

    /// <inheritdoc />
    public string Name => "api-housekeeping";

    /// <inheritdoc />
    public JobRhythm Rhythm => JobRhythm.Hourly;

    /// <inheritdoc />
    public async Task<Claim> BeginAsync(IdempotentRequest request, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await database.WriteAsync(
            async session => await session.TakeRequestAsync(request.Key, request.Fingerprint, now, now - options.KeepAnswersFor, lease) is { } fence
                ? new Claim.Ours(fence)
                : ClaimOf(await session.FindRequestAsync(request.Key), request),
            cancellationToken);
    }

    /// <inheritdoc />
    public Task EndAsync(IdempotentRequest request, Claim.Ours claim, KeptAnswer answer, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.AnswerRequestAsync(request.Key, claim.Fence, answer.Status, answer.ContentType, answer.Body), cancellationToken);

    /// <inheritdoc />
    public Task ForgetAsync(IdempotentRequest request, Claim.Ours claim, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.ForgetRequestAsync(request.Key, claim.Fence), cancellationToken);

    /// <inheritdoc />
    public async Task RunAsync(JobPeriod period, CancellationToken cancellationToken)
    {
        while (await database.WriteAsync(s => s.ForgetRequestsAsync(period.Until - options.KeepAnswersFor, Batch), cancellationToken) > 0)
        {
        }
    }

    private static Claim ClaimOf(RequestRow? row, IdempotentRequest request) => row switch
    {
        // Forgotten between the two statements: the worker that had it could not carry it out.
        null => new Claim.Running(),
        _ when !row.Fingerprint.AsSpan().SequenceEqual(request.Fingerprint) => new Claim.Taken(),
        { Status: { } status } => new Claim.Answered(new KeptAnswer(status, row.ContentType, row.Body)),
        _ => new Claim.Running(),
    };
}
