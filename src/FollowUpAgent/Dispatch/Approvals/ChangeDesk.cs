using System.Globalization;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Messages;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Oversight.Autonomy;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch.Approvals;

/// <summary>
/// Has another variant, another time or another text sent than was proposed. What a person writes stands under the rules of templates, and
/// is written once before it counts: what cannot be said properly is refused here, not at night in the outbox.
/// </summary>
internal sealed class ChangeDesk(
    Database database, PlanStore plans, MessageWriter writer, EditedTexts edited, Asking asking, Allowances allowances, SequenceCatalog catalog, ApprovalDesk desk, TimeProvider clock)
{
    /// <summary>Changes what is sent.</summary>
    /// <returns>What came of it; or everything that is wrong with the change, and nothing is changed.</returns>
    public async Task<ChangeOutcome> ChangeAsync(DecisionId decision, Change change, Said said, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var approval = await database.ReadAsync(s => s.FindApprovalAsync(decision), cancellationToken);
        var enrollment = approval is null ? null : await database.ReadAsync(s => s.FindEnrollmentAsync(approval.EnrollmentId), cancellationToken);
        if (approval is null || enrollment is null)
        {
            return new ChangeOutcome(new Answered([], [(decision, Refusal.Unknown)]), []);
        }

        var facts = (await plans.ReadAsync([enrollment], forWhich: true, now, cancellationToken))[0];
        if (facts.Contact is null || enrollment.Step != approval.Step || catalog.Find(enrollment.Sequence) is null || enrollment.SlotUntil is null)
        {
            return new ChangeOutcome(new Answered([], [(decision, Refusal.Moot)]), []);
        }

        var faults = new List<Fault>();
        var changed = Timed(Worded(approval, enrollment, facts, change, now, faults, out var what), enrollment, facts, change, now, faults);
        if (faults.Count > 0)
        {
            return new ChangeOutcome(null, faults);
        }

        var written = writer.Write(enrollment, facts, decision, what!, now);
        if (written.Message!.State == MessageState.Quarantined)
        {
            return new ChangeOutcome(null, [new Fault("the mail", null, $"one that can be sent: {written.Message.Reason}")]);
        }

        var coin = Coin.Of(changed, facts.Steering.Get<AutonomyRules>().CoinShare);
        var answered = coin is { KeepsProposal: true }
            ? await desk.ChangeAsync(coin.Keep(approval, changed), said, _ => Task.CompletedTask, cancellationToken)
            : await desk.ChangeAsync(
                (coin?.Give(changed) ?? changed) with { State = ApprovalState.Changed, Fingerprint = written.Message.Fingerprint },
                said, session => RememberAsync(session, enrollment, what!), cancellationToken);
        return new ChangeOutcome(answered, []) { Coin = answered.Done.Count > 0 ? coin : null };
    }

    private Approval Worded(
        Approval approval, Enrollment enrollment, PlanningFacts facts, Change change, DateTimeOffset now, List<Fault> faults, out ToWrite? what)
    {
        // What a rule forbids, it forbids to people too: a rule is changed in the open, not passed by.
        var known = allowances.At(enrollment, facts, now).Variants;
        var version = change.Variant is { } key ? known.FirstOrDefault(v => v.Key == key)?.Version : approval.Variant;
        what = null;
        if (version is null)
        {
            faults.Add(new Fault("variant", change.Variant, $"one of {string.Join(", ", known.Select(v => v.Key))}"));
            return approval;
        }

        what = change.Text is { } text ? edited.TextOf(enrollment, facts.Contact!, version, text, faults) : asking.TextOf(enrollment, version);
        if (what is null && faults.Count == 0)
        {
            faults.Add(new Fault("variant", Variant.KeyOf(version), "a variant that is still configured as it was proposed; it will be asked anew"));
        }

        return what is null ? approval : approval with { DoneVariant = what.Version == approval.Variant ? null : what.Version, Edited = change.Text };
    }

    // Another time is one of the step's own slots: what is learned of it belongs to a slot.
    private Approval Timed(Approval approval, Enrollment enrollment, PlanningFacts facts, Change change, DateTimeOffset now, List<Fault> faults)
    {
        if (change.At is not { } at)
        {
            return approval;
        }

        var offer = LocalSchedule.SlotsFrom(now, facts.Contact!.TimeZone, catalog.Find(enrollment.Sequence)!);
        if (offer.Slots.FirstOrDefault(s => s.From <= at && at < s.Until) is not { } slot)
        {
            var open = string.Join("; ", offer.Slots.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.From:yyyy-MM-dd HH:mm} to {s.Until:HH:mm}")));
            faults.Add(new Fault("at", $"{at:u}", $"a moment in one of the step's slots (UTC): {open}"));
            return approval;
        }

        return approval with { SendAt = at, SlotUntil = slot.Until, DoneSlot = slot.Key == approval.Slot ? null : slot.Key };
    }

    // Links of a text that a person wrote are found by its own fingerprint, and training knows its traits.
    private static async Task RememberAsync(Session session, Enrollment enrollment, ToWrite what)
    {
        if (what.Text is { } text)
        {
            await session.RememberLinksAsync([text]);
            await session.AddVariantsAsync([new EligibleVariant(enrollment.Sequence, enrollment.Step, new Variant(what.Version, text.Traits))]);
        }
    }
}

/// <summary>What a person wants instead of the proposal; what is null stays.</summary>
/// <param name="Variant">The key of another variant.</param>
/// <param name="At">Another time.</param>
/// <param name="Text">Another text, with its head.</param>
internal sealed record Change(string? Variant, DateTimeOffset? At, string? Text);

/// <summary>What came of a change.</summary>
/// <param name="Answered">Whether it counted; null where something is wrong with it.</param>
/// <param name="Faults">Everything that is wrong with it.</param>
internal sealed record ChangeOutcome(Answered? Answered, IReadOnlyList<Fault> Faults)
{
    /// <summary>The coin that settled it; null where none was tossed.</summary>
    public Coin? Coin { get; init; }
}
