using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Storage;

namespace FollowUpAgent.LostLeads;

/// <summary>Every morning: what revivals brought, what follows from it, everybody's score where the models are new, and the day's revivals.</summary>
internal sealed partial class LeadJob(
    Database database, LeadModels models, LeadTraining training, LeadScoring scoring, LeadPump pump, RevivalClosing closing, RevivalDesk desk, TimeProvider clock, ILogger<LeadJob> logger) : IJob
{
    // Scores fade by themselves meanwhile; a refit asks for everybody's.
    private static readonly TimeSpan RefitAfter = TimeSpan.FromDays(7);

    /// <inheritdoc />
    public string Name => "lost-leads";

    // After the nightly refit, before anybody is at work.
    /// <inheritdoc />
    public JobRhythm Rhythm { get; } = JobRhythm.DailyAt(TimeSpan.FromHours(5));

    /// <inheritdoc />
    public async Task RunAsync(JobPeriod period, CancellationToken cancellationToken)
    {
        await closing.CloseAsync(cancellationToken);
        await RefreshAsync(cancellationToken);
        foreach (var kind in (await desk.StartDueAsync(cancellationToken)).GroupBy(s => s.Refused is null ? s.Kind! : "refused"))
        {
            Began(kind.Key, kind.Count());
        }
    }

    /// <summary>Brings the scores up to date: everybody's where the models are old, else of whom something is new.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var model = await models.CurrentAsync(cancellationToken);
        if (now - model.MadeAt < RefitAfter && model.ScannedAt is not null)
        {
            while (await pump.PassAsync(cancellationToken) > 0)
            {
            }

            return;
        }

        // One that was fitted and not scanned is a scan that was cut short.
        model = now - model.MadeAt < RefitAfter ? model : await training.FitAsync(cancellationToken);
        await database.WriteAsync(s => s.MoveCursorAsync(now), cancellationToken);
        var scanned = await scoring.ScanAsync(cancellationToken);
        await database.WriteAsync(s => s.NoteScannedAsync(model.Id, now), cancellationToken);
        models.Forget();
        Scanned(scanned, model.Revival.Evidence.Written, model.Revival.Evidence.Held);
    }

    [LoggerMessage(2400, LogLevel.Debug, "Lost leads: {Scanned} contacts scored, from {Written} revivals written to and {Held} left alone.")]
    private partial void Scanned(long scanned, int written, int held);

    [LoggerMessage(2401, LogLevel.Debug, "Lost leads: {Count} {Kind}.")]
    private partial void Began(string kind, int count);
}
