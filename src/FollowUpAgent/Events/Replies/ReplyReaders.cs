using FollowUpAgent.Storage;

namespace FollowUpAgent.Events.Replies;

/// <summary>
/// Holds the reader of answers that knows all corrections. Every worker asks before it reads, so that a correction counts from the next
/// mail on, wherever it was made; so does an erasure.
/// </summary>
internal sealed class ReplyReaders(Database database, EventsOptions options)
{
    private CorrectionMark learned = CorrectionMark.None;

    /// <summary>The reader in force.</summary>
    public ReplyReader Current { get; private set; } = ReaderOf(() => ReplyClassifier.Shipped, options);

    /// <summary>Learns what was corrected since the last time, if anything was.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var mark = await database.ReadAsync(s => s.CorrectionMarkAsync(), cancellationToken);
        if (mark == learned)
        {
            return;
        }

        var corrections = await database.ReadAsync(s => s.CorrectionsAsync(), cancellationToken);
        var classifier = ReplyClassifier.Fit(corrections);
        (Current, learned) = (ReaderOf(() => classifier, options), mark);
    }

    private static ReplyReader ReaderOf(Func<ReplyClassifier> classifier, EventsOptions options) =>
        new(classifier, options.ReplyThreshold, options.UnsubscribeThreshold);
}
