using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Oversight;
using FollowUpAgent.Reports;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Notices;

/// <summary>
/// Tells owners of their tasks by mail, once each. A task whose notice got no receipt, or whose worker died before it noted it, is told again:
/// one mail too many to a colleague is better than a contact who waits for an answer.
/// </summary>
internal sealed partial class NoticePump(
    Database database, SequenceCatalog catalog, Postman postman, NoticesOptions options, TimeProvider clock, ILogger<NoticePump> logger) : IPump
{
    // With a lease that grows by this much a try, the last comes after a day and a half.
    private const int MostTries = 20;
    private const int Batch = 10;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    /// <inheritdoc />
    public string Name => "notices";

    /// <inheritdoc />
    public TimeSpan Rest { get; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        if (!await database.ReadAsync(s => s.HasUntoldAsync(MostTries), cancellationToken))
        {
            return 0;
        }

        var tasks = await database.WriteAsync(s => s.ClaimUntoldAsync(Batch, MostTries, Lease), cancellationToken);
        foreach (var task in tasks)
        {
            if (await database.ReadAsync(s => s.FindContactAsync(task.ContactId!.Value), cancellationToken) is { } contact)
            {
                await TellAsync(task, contact, cancellationToken);
            }
        }

        return tasks.Count;
    }

    private async Task TellAsync(OwnerTask task, Contact contact, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var sender = SenderOf(task);
        if (await postman.SendAsync(TaskNotice.Of(task, contact, sender, Texts.Find(options.Language)!, now), sender.Relay, cancellationToken) is { } trouble)
        {
            OwnerNotTold(task.Id, task.NoticeTries, trouble);
            return;
        }

        await database.WriteAsync(s => s.NoteToldAsync(task.Id, now), CancellationToken.None);
    }

    private Sender SenderOf(OwnerTask task) =>
        (task.Sequence is { } sequence && catalog.Find(sequence) is { } found ? catalog.FindSender(found.Senders[0]) : null) ?? catalog.Senders[0];

    [LoggerMessage(2600, LogLevel.Warning, "The owner of task {Task} could not be told at try {Try}: {Trouble}. It is tried again.")]
    private partial void OwnerNotTold(TaskId task, int @try, string trouble);
}
