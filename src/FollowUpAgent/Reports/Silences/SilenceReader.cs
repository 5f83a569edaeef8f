using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Delivery;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Oversight;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Reports.Silences;

/// <summary>
/// Says why nothing is sent to a contact now: every reason at once, by the functions that planning itself asks. Reads only, and no more of
/// a backlog than planning does.
/// </summary>
internal sealed class SilenceReader(
    AddressKeys keys, PlanStore plans, PlanSilence planned, CapacitySilence capacity, WorkerWatch workers, DeliveryOptions delivery, TimeProvider clock)
{
    // Planning asks what was learned only once it decides.
    private static readonly Served NothingLearned = new(default, FittedRecipe.OfPriors);

    /// <summary>Everything that holds mails to this contact back; null where the name is neither an address nor an id.</summary>
    public async Task<SilentContact?> ReadAsync(Session session, string asked)
    {
        var now = clock.GetUtcNow();
        if (Guid.TryParse(asked, out var id))
        {
            return await session.FindContactAsync(new ContactId(id)) is { } known
                ? await ReadAsync(session, known, now)
                : new SilentContact(null, now, [new Silence(await session.WasErasedAsync(new ContactId(id)) ? SilenceKind.Erased : SilenceKind.Unknown)]);
        }

        if (AddressKeys.Normalise(asked) is not { } address)
        {
            return null;
        }

        var key = keys.KeyOf(address);
        return await session.FindContactAsync(key) is { } contact
            ? await ReadAsync(session, contact, now)
            : new SilentContact(null, now, Sorted(await SuppressionsAsync(session, key, now), [new Silence(SilenceKind.Unknown)]));
    }

    private async Task<SilentContact> ReadAsync(Session session, Contact contact, DateTimeOffset now)
    {
        var enrollments = await session.FindEnrollmentsAsync([contact.Id]);
        var open = enrollments.Where(e => e.State != EnrollmentState.Ended.ToText()).ToList();
        return new SilentContact(contact.Id, now, Sorted(
            await SuppressionsAsync(session, contact.AddressKey, now),
            open.Count == 0 ? NotEnrolled(contact, enrollments, now) : await OfOpenAsync(session, open, now)));
    }

    private async Task<List<Silence>> OfOpenAsync(Session session, List<Enrollment> open, DateTimeOffset now)
    {
        var facts = await plans.ReadAsync(session, open, forWhich: true, NothingLearned, now);
        var messages = (await session.FindUnsettledAsync(open.Select(e => e.Id))).ToLookup(m => m.EnrollmentId);
        var reasons = new List<Silence>();
        foreach (var (enrollment, fact) in open.Zip(facts))
        {
            var message = messages[enrollment.Id].OrderByDescending(m => m.CreatedAt).FirstOrDefault();
            reasons.AddRange(planned.Of(enrollment, fact, message, now));
            reasons.AddRange(await capacity.ReadAsync(session, enrollment, fact, message, now));
        }

        if (facts[0].StandDown.HasTask && await session.FindOpenTaskAsync(open[0].ContactId) is { } task)
        {
            reasons.Add(new Silence(SilenceKind.Task) { Id = task.Id.Value, What = task.Kind, Who = task.Owner, Since = task.OpenedAt });
        }

        if (workers.WhyNone(open, now) is { } none)
        {
            reasons.Add(none);
        }

        return delivery.Live ? reasons : [.. reasons, new Silence(SilenceKind.MailFolder) { What = delivery.MailFolder }];
    }

    private static IEnumerable<Silence> NotEnrolled(Contact contact, List<Enrollment> ended, DateTimeOffset now)
    {
        if (contact.WhyNotMailable(now) is { } reason)
        {
            yield return new Silence(SilenceKind.NotMailable) { What = $"{reason}", Why = reason.InWords() };
        }

        if (ended.Count == 0)
        {
            yield return new Silence(SilenceKind.NeverEnrolled);
        }

        foreach (var last in ended.GroupBy(e => e.Sequence).Select(s => s.MaxBy(e => e.Entry)!))
        {
            yield return new Silence(SilenceKind.Ended) { Sequence = last.Sequence, Step = last.Step, What = last.ExitReason, Since = last.EndedAt };
        }
    }

    private static async Task<List<Silence>> SuppressionsAsync(Session session, byte[] key, DateTimeOffset now) =>
        await session.FindSuppressionAsync(key, now) is not { } entry
            ? []
            : entry.Reason == SuppressionReason.Erased
                ? [new Silence(SilenceKind.Erased) { Since = entry.Since }]
                : [new Silence(SilenceKind.Suppressed) { What = entry.Reason, Since = entry.Since, Until = entry.Until }];

    private static IReadOnlyList<Silence> Sorted(IEnumerable<Silence> first, IEnumerable<Silence> then) =>
        [.. first.Concat(then).OrderBy(s => s.Kind).ThenBy(s => s.Sequence, StringComparer.Ordinal)];
}
