using FollowUpAgent.Dispatch.Guards;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Silences;

namespace FollowUpAgent.Dashboard.Today;

/// <summary>Says why nothing was sent today: everything that holds, the most binding first. Pure.</summary>
internal static class Quiet
{
    /// <summary>The reasons.</summary>
    /// <param name="stopped">What people have stopped.</param>
    /// <param name="worker">That nobody is at work, or null.</param>
    /// <param name="held">Mailboxes that are slowed down or stopped.</param>
    /// <param name="numbers">The figures of now.</param>
    /// <param name="outgoing">What is planned.</param>
    /// <param name="next">When the next step comes, or null.</param>
    public static IReadOnlyList<Sentence> Reasons(
        Stopped stopped, Silence? worker, IEnumerable<HeldSender> held, LiveNumbers numbers, Outgoing outgoing, DateTimeOffset? next)
    {
        List<Sentence?> all =
        [
            stopped.Pauses.Everything ? Paused(stopped) : null,
            worker is null ? null : Sentence.Of("today.quiet.noWorker"),
            .. stopped.Pauses.Sequences.Order(StringComparer.Ordinal).Select(s => Sentence.Of("today.quiet.sequence", s)),
            .. held.Where(h => SenderPaceText.Parse(h.State) is SenderPace.Stopped).Select(h => Sentence.Of("today.quiet.mailbox", h.Sender, h.Reason)),
            numbers.Contacts == 0 ? Sentence.Of("today.quiet.noContacts") : numbers.OnTheWay == 0 ? Sentence.Of("today.quiet.nobody") : null,
            numbers.Row.Approvals > 0 ? Sentence.Of("today.quiet.approvals", numbers.Row.Approvals) : null,
        ];
        // Where something holds everything back, when it would come says nothing.
        if (all.TrueForAll(s => s is null) && next is { } at)
        {
            all.Add(Sentence.Of(outgoing.Mails > 0 ? "today.quiet.slot" : "today.quiet.wait", at));
        }

        return [.. all.OfType<Sentence>()];
    }

    private static Sentence Paused(Stopped stopped) => stopped.Everything is { } directive
        ? Sentence.Of("today.quiet.paused", directive.Person, directive.Reason, directive.FromAt)
        : Sentence.Of("today.quiet.configured");
}
