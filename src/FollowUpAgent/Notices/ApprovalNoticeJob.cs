using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Oversight.People;
using FollowUpAgent.Reports;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Notices;

/// <summary>
/// Tells those who may approve, once an hour and only where something new waits, how many mails wait for a person's word. No contact is named:
/// the mail would outlive an erasure.
/// </summary>
internal sealed class ApprovalNoticeJob(Database database, Staff staff, SequenceCatalog catalog, Postman postman, NoticesOptions options, TimeProvider clock) : IJob
{
    /// <inheritdoc />
    public string Name => "approval-notices";

    /// <inheritdoc />
    public JobRhythm Rhythm => JobRhythm.Hourly;

    /// <inheritdoc />
    public async Task RunAsync(JobPeriod period, CancellationToken cancellationToken)
    {
        var readers = staff.All.Where(p => !string.IsNullOrEmpty(p.Address) && p.Role >= Deed.Approve.LeastRole()).ToList();
        var waiting = readers.Count == 0 ? [] : await database.ReadAsync(s => s.CountPendingByRuleAsync(), cancellationToken);
        if (!waiting.Exists(w => w.NewestAskedAt >= period.From))
        {
            return;
        }

        var (texts, sender) = (Texts.Find(options.Language)!, catalog.Senders[0]);
        var untold = new List<string>();
        foreach (var person in readers)
        {
            var mail = Postman.Write(
                Postman.IdOf($"approvals/{person.Key}/{period.Key}"), sender, person.Address!, texts.Say("notice.approvals.subject", waiting.Sum(w => w.Waiting)), TextOf(waiting, texts), texts, clock.GetUtcNow());
            if (await postman.SendAsync(mail, sender.Relay, cancellationToken) is not null)
            {
                untold.Add(person.Key);
            }
        }

        // The job's next try tells all of them again: a mail twice, of the same Message-ID, is better than none.
        if (untold.Count > 0)
        {
            throw new InvalidOperationException($"{string.Join(", ", untold)} could not be told that mails wait for an answer: see whether the relay of {sender.Key} answers.");
        }
    }

    private static string TextOf(List<WaitingApprovals> waiting, Texts texts)
    {
        var lines = new List<string> { texts.Say("notice.approvals.waiting", waiting.Sum(w => w.Waiting)), "" };
        lines.AddRange(waiting.Select(w => texts.Say("notice.approvals.line", w.Waiting, $"{w.Sequence} / {w.Step}", w.Rule, w.AnswerBy.ToString("g", texts.Culture))));
        lines.AddRange(["", texts["notice.approvals.how"], "  followup approvals", ""]);
        return string.Join('\n', lines);
    }
}
