using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Learning.Dormancy;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.LostLeads;

/// <summary>Reads the ranked queue, and of one contact why it is in it or not.</summary>
internal sealed class LeadQueue(Database database, LeadModels models, SequenceCatalog catalog, LostLeadsOptions options, TimeProvider clock)
{
    // Once something is known, a gain must be likely: the greatest of a thousand doubtful ones is luck.
    private const double Likely = 0.8;
    private const int HoursAWeek = 168;

    /// <summary>The queue, the greatest gain first.</summary>
    public Task<LeadList> ReadAsync(int most, CancellationToken cancellationToken) => ReadAsync(most, null, cancellationToken);

    /// <summary>The queue after the one that was read last.</summary>
    public async Task<LeadList> ReadAsync(int most, PageMark? after, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var model = await models.CurrentAsync(cancellationToken);
        var rule = RuleOf(model);
        return await database.ReadAsync(
            async session => new LeadList(
                [.. (await session.ReadQueueAsync(rule, now, most, after)).Select(row => EntryOf(row, now))], await session.CountLeadsAsync(rule, now), model),
            cancellationToken);
    }

    /// <summary>What is known of one contact; null where it was never engaged.</summary>
    public async Task<LeadExplanation?> ExplainAsync(ContactId contact, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var model = await models.CurrentAsync(cancellationToken);
        return await database.ReadAsync(
            async session => await session.FindLeadAsync(contact) is { } row
                ? new LeadExplanation(EntryOf(row, now), await session.FindBarsAsync(contact, now), model, RuleOf(model))
                : null,
            cancellationToken);
    }

    /// <summary>When to begin with a lead: at once where something has just happened, else when it is mostly there; never outside the send window.</summary>
    public DateTimeOffset MomentOf(QueueRow row, DateTimeOffset now)
    {
        var ready = row.ReasonUntil > now ? row.ReasonUntil.Value : now;
        if (row.Habit is { } habit && row.TriggerName is null)
        {
            var hour = new DateTimeOffset(ready.Ticks - (ready.Ticks % TimeSpan.TicksPerHour), TimeSpan.Zero);
            var ahead = (habit - SignalTally.HourOfWeek(Micros.From(ready)) + HoursAWeek) % HoursAWeek;
            ready = ahead == 0 ? ready : hour.AddHours(ahead);
        }

        return catalog.Find(options.SequenceOf(row.Reason)) is { } sequence ? LocalSchedule.NextOpenMomentAfter(ready, row.TimeZone, sequence) ?? ready : ready;
    }

    private QueueRule RuleOf(LeadModel model) => new(
        options.WorthAtLeast, model.Revival.Evidence.Knowledge is RevivalKnowledge.NotYet ? 0 : Likely, options.CoolDown, options.MostTries);

    private LeadEntry EntryOf(QueueRow row, DateTimeOffset now) => new(row, LeadFacts.Parse(row.Facts), MomentOf(row, now), catalog.Find(options.SequenceOf(row.Reason)));
}

/// <summary>The queue as it stands.</summary>
/// <param name="Entries">The first of it.</param>
/// <param name="Count">How many leads there are.</param>
/// <param name="Model">What it rests on.</param>
internal sealed record LeadList(IReadOnlyList<LeadEntry> Entries, LeadCount Count, LeadModel Model);

/// <summary>One lead of the queue.</summary>
/// <param name="Row">As scored.</param>
/// <param name="Facts">What it did.</param>
/// <param name="Moment">When it is begun with.</param>
/// <param name="Sequence">The sequence that would write; null where there is none.</param>
internal sealed record LeadEntry(QueueRow Row, LeadFacts Facts, DateTimeOffset Moment, SequenceDefinition? Sequence);

/// <summary>One lead, and what keeps it out of the queue.</summary>
/// <param name="Entry">The lead.</param>
/// <param name="Bars">What keeps it out beside its score.</param>
/// <param name="Model">What the score rests on.</param>
/// <param name="Rule">What the queue asks for.</param>
internal sealed record LeadExplanation(LeadEntry Entry, QueueBars Bars, LeadModel Model, QueueRule Rule);
