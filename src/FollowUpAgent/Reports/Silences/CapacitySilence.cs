using FollowUpAgent.Dispatch;
using FollowUpAgent.Dispatch.Guards;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Oversight.Autonomy;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Reports.Silences;

/// <summary>Which caps, pauses and lines of others stand between an enrollment and its mail now.</summary>
internal sealed class CapacitySilence(DispatchOptions options)
{
    /// <summary>Every one that binds.</summary>
    public async Task<List<Silence>> ReadAsync(Session session, Enrollment enrollment, PlanningFacts facts, OutboxMessage? message, DateTimeOffset now)
    {
        if (facts.Contact is not { } contact || facts.Steering.Sequences.FindSender(enrollment.Sender) is not { } sender)
        {
            return [];
        }

        List<Silence?> all =
        [
            .. await OfMailboxAsync(session, enrollment, sender, message, now),
            await OfDomainAsync(session, contact.Domain, facts, now),
            await OfCircuitAsync(session, sender.Key, contact.Domain, now),
            await OfCeilingAsync(session, facts, now),
            enrollment.State == EnrollmentState.Decided.ToText() && await session.CountQueuedAsync(sender.Relay, options.MostQueued) >= options.MostQueued
                ? new Silence(SilenceKind.OutboxFull) { What = sender.Relay, Limit = options.MostQueued }
                : null,
        ];
        return [.. all.OfType<Silence>().Select(s => s with { Sequence = enrollment.Sequence, Step = enrollment.Step })];
    }

    private static async Task<List<Silence>> OfMailboxAsync(Session session, Enrollment enrollment, Sender sender, OutboxMessage? message, DateTimeOffset now)
    {
        var room = await Capacity.FindRoomAsync(session, sender, now);
        var full = new Silence(SilenceKind.MailboxCap) { What = sender.Key, Used = room.Used + room.Pending, Limit = room.Cap, Until = Caps.NextDayOf(sender, now) };
        if (room.Pace is SenderPace.Stopped)
        {
            var held = (await session.ReadHeldSendersAsync()).Find(h => h.Sender == sender.Key);
            return [new Silence(SilenceKind.MailboxStopped) { What = sender.Key, Why = held?.Reason, Since = held?.Since }];
        }

        if (message is not null)
        {
            // What is in the outbox is among the planned ones itself.
            return room.Used >= room.Cap ? [full with { Used = room.Used }] : [];
        }

        if (enrollment.State != EnrollmentState.Decided.ToText() || (enrollment.DueAt > now && room.Left > 0))
        {
            return room.Left > 0 ? [] : [full];
        }

        var place = await Capacity.FindPlaceAsync(session, sender, enrollment, room, now);
        return room.Left > 0 && place.Turn <= now ? [] : [full with { Place = place }];
    }

    private static async Task<Silence?> OfDomainAsync(Session session, string domain, PlanningFacts facts, DateTimeOffset now)
    {
        var (used, cap) = (await session.FindUsedAsync(Caps.Domain, domain, Caps.Text(Caps.DayOf(now))), facts.Steering.Sequences.Limits.CapFor(domain));
        return used < cap ? null : new Silence(SilenceKind.DomainCap) { What = domain, Used = used, Limit = cap, Until = Caps.NextDayOf(now) };
    }

    private static async Task<Silence?> OfCircuitAsync(Session session, string sender, string domain, DateTimeOffset now) =>
        await session.FindCircuitAsync(sender, domain) is { } circuit && circuit.HeldUntil(now) is { } until
            ? new Silence(SilenceKind.Circuit) { What = domain, Why = circuit.Code, Since = circuit.OpenedAt, Until = until }
            : null;

    private static async Task<Silence?> OfCeilingAsync(Session session, PlanningFacts facts, DateTimeOffset now)
    {
        if (facts.Steering.Get<AutonomyRules>().MostAutomaticPerDay is not { } cap || facts.Approval?.State is ApprovalState.Approved or ApprovalState.Changed)
        {
            return null;
        }

        var used = await session.FindUsedAsync(Caps.Automatic, Caps.AllAutomatic, Caps.Text(Caps.DayOf(now)));
        return used < cap ? null : new Silence(SilenceKind.AutomaticCeiling) { Used = used, Limit = cap, Until = Caps.NextDayOf(now) };
    }
}
