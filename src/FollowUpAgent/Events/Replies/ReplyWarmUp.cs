namespace FollowUpAgent.Events.Replies;

/// <summary>Fits the classifier of answers beside the start, so that the first answer need not wait for it.</summary>
internal sealed class ReplyWarmUp : BackgroundService
{
    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => ReplyClassifier.Shipped, stoppingToken);
}
