namespace FollowUpAgent.Hosting.Jobs;

/// <summary>Work that is done once per period in the whole cluster, however many workers there are.</summary>
internal interface IJob
{
    /// <summary>The job's name in its rows, logs and on <c>/health</c>, in kebab-case.</summary>
    string Name { get; }

    /// <summary>How often it is due.</summary>
    JobRhythm Rhythm { get; }

    /// <summary>Does the work of one period. A period that failed half-way is run again: it must be harmless to repeat.</summary>
    Task RunAsync(JobPeriod period, CancellationToken cancellationToken);
}

/// <summary>A stretch of business time that a job is responsible for: from included, until excluded.</summary>
/// <param name="Key">The period's name in the job's row, as in <c>2026-11-22</c> or <c>2026-11-22T14</c>.</param>
/// <param name="From">Its first moment.</param>
/// <param name="Until">The first moment after it; the job is due from then on.</param>
internal sealed record JobPeriod(string Key, DateTimeOffset From, DateTimeOffset Until);
