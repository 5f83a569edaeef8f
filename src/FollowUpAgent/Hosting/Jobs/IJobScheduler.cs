namespace FollowUpAgent.Hosting.Jobs;

/// <summary>
/// The seam to a job scheduler: something that calls <see cref="JobRunner.TickAsync"/> about once a minute while the host runs.
/// Ticks may be missed, late or doubled; the jobs' own rows make that harmless.
/// </summary>
internal interface IJobScheduler
{
    /// <summary>The engine's name, for <c>check</c> and <c>/health</c>.</summary>
    string Name { get; }
}
