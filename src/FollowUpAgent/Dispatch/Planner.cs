using System.Collections.Concurrent;
using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Messages;
using FollowUpAgent.Sequences;
using FollowUpAgent.Signals;

namespace FollowUpAgent.Dispatch;

/// <summary>Works out what becomes of an enrollment that is due: which slot, which variant, which text. Touches no database. Thread-safe.</summary>
internal sealed class Planner(
    SequenceCatalog catalog,
    Decider decider,
    DecisionContext contexts,
    TemplateLibrary templates,
    MailRenderer renderer,
    MessagesOptions messages,
    Progress progress,
    IdSource ids)
{
    private const int MostSkips = 2;
    private readonly ConcurrentDictionary<(string Sequence, string Step, string Key), Variant> variants = new();

    // A slot that begins on the hour for everybody would be a burst at the hour.
    private static readonly TimeSpan Spread = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan WhileClosed = TimeSpan.FromDays(7);

    /// <summary>The first stage: a slot or a skip for a step that fell due.</summary>
    public Plan PlanWhen(Enrollment enrollment, PlanningFacts facts, DateTimeOffset now)
    {
        if (WhyOver(enrollment, facts, now) is { } reason)
        {
            return new Plan(enrollment, Progress.Ended(enrollment, reason, now));
        }

        var definition = catalog.Find(enrollment.Sequence)!;
        var contact = facts.Contact!;
        var offer = LocalSchedule.SlotsFrom(now, contact.TimeZone, definition);
        var free = Caps.FreeAt(catalog.Limits, facts.SendTimes, now);
        var open = offer.Slots.Where(slot => slot.Until > free).ToList();
        if (open.Count == 0)
        {
            // Nothing can be sent in any slot: there is nothing to decide yet.
            return new Plan(enrollment, enrollment with { DueAt = offer.IsClosed ? now + WhileClosed : free });
        }

        var variants = VariantsOf(definition, enrollment.Step);
        var answer = decider.Decide(new Question(
            new DecisionId(ids.New()),
            Decision.When,
            enrollment.Sequence,
            enrollment.Step,
            GroupText.Parse(enrollment.GroupName),
            [.. open.Select(s => s.Key), Decision.Skip],
            [.. offer.Slots.Except(open).Select(s => new RuleApplied(Caps.Contact, s.Key))],
            contexts.Of(contact, enrollment, facts.Engagement, now),
            facts.Snapshot,
            variants));
        var row = Complete(answer.Row, enrollment, now);
        return (answer.Chosen == Decision.Skip
            ? Skipped(enrollment, row, now)
            : Slotted(enrollment, row, answer, open.Single(s => s.Key == answer.Chosen), free, now)) with
        { Variants = variants };
    }

    /// <summary>The second stage: a variant and its text, for a slot that has begun.</summary>
    public Plan PlanWhich(Enrollment enrollment, PlanningFacts facts, DateTimeOffset now)
    {
        if (WhyOver(enrollment, facts, now) is { } reason)
        {
            return new Plan(enrollment, Progress.Ended(enrollment, reason, now)) { Round = facts.Round?.Id, RoundEnd = RoundEnd.Stopped };
        }

        if (facts.Round is not { } round)
        {
            throw new InvalidOperationException($"Enrollment {enrollment.Id} is decided but its ledger row is missing: restore the database.");
        }

        if (now >= enrollment.SlotUntil)
        {
            return Lapsed(enrollment, round.Id, now);
        }

        var step = ((NextStep.Found)catalog.Step(enrollment.Sequence, enrollment.Step)).Step;
        var variants = VariantsOf(catalog.Find(enrollment.Sequence)!, enrollment.Step);
        var answer = decider.Decide(new Question(
            round.Id,
            Decision.Which,
            enrollment.Sequence,
            enrollment.Step,
            GroupText.Parse(enrollment.GroupName),
            [.. variants.Select(v => v.Version)],
            [],
            contexts.Of(facts.Contact!, enrollment, facts.Engagement, now),
            facts.Snapshot,
            variants,
            round.Chosen));
        var chosen = step.Variants.Single(v => v.Key == Variant.KeyOf(answer.Chosen));
        return Written(enrollment, facts, Complete(answer.Row, enrollment, now), chosen, now) with { Variants = variants };
    }

    private ExitReason? WhyOver(Enrollment enrollment, PlanningFacts facts, DateTimeOffset now)
    {
        if (facts.Contact is null)
        {
            return ExitReason.Erased;
        }

        if (facts.IsSuppressed)
        {
            return ExitReason.Suppressed;
        }

        if (catalog.Step(enrollment.Sequence, enrollment.Step) is NextStep.Over(var reason))
        {
            return reason;
        }

        return now > enrollment.EnteredAt + catalog.Find(enrollment.Sequence)!.MaxDuration ? ExitReason.LapsedOut : null;
    }

    private Plan Lapsed(Enrollment enrollment, DecisionId round, DateTimeOffset now)
    {
        // Only capacity puts a decided enrollment off to the very end of its slot.
        var isPutOff = enrollment.DueAt == enrollment.SlotUntil;
        var moved = isPutOff && catalog.FindSender(enrollment.Sender) is { } sender
            ? Progress.AfterCap(enrollment, Caps.NextDayOf(sender, now))
            : progress.AfterLapse(enrollment, now, now);
        return new Plan(enrollment, moved) { Round = round, RoundEnd = RoundEnd.Lapsed, RoundReason = isPutOff ? Caps.MailboxReason : "late" };
    }

    private Plan Skipped(Enrollment enrollment, Decision row, DateTimeOffset now)
    {
        var skips = enrollment.Skips + 1;
        var stops = skips >= MostSkips && enrollment.GroupName != Group.Holdout.ToText();
        var moved = (stops ? Progress.Ended(enrollment, ExitReason.AgentStopped, now) : progress.After(enrollment, now)) with { Skips = skips };
        return new Plan(enrollment, moved) { Row = row, Round = row.Id, RoundEnd = RoundEnd.Skipped };
    }

    private static Plan Slotted(Enrollment enrollment, Decision row, Answer answer, Slot slot, DateTimeOffset free, DateTimeOffset now)
    {
        var from = slot.From > free ? slot.From : free;
        var uniforms = new SeededUniforms(row.Seed + 1);
        var room = slot.Until - from < Spread * 2 ? (slot.Until - from) / 2 : Spread;
        return new Plan(enrollment, enrollment with
        {
            State = EnrollmentState.Decided.ToText(),
            DueAt = from <= now ? now : from + (room * uniforms.Next()),
            SlotUntil = slot.Until,
            ExpectedGain = answer.GainOverSkip,
        })
        { Row = row };
    }

    private Plan Written(Enrollment enrollment, PlanningFacts facts, Decision row, VariantDefinition variant, DateTimeOffset now)
    {
        var contact = facts.Contact!;
        var definition = catalog.Find(enrollment.Sequence)!;
        var sender = catalog.FindSender(enrollment.Sender) ?? catalog.FindSender(definition.Senders[0])!;
        var id = new MessageId(ids.New());
        var template = templates.Find(enrollment.Sequence, variant.Template, contact.Language ?? definition.DefaultLanguage);
        var outcome = template is null
            ? new RenderOutcome.Quarantined($"template {variant.Template} is not active")
            : renderer.Render(RequestOf(template, id, contact, definition, sender, facts, now));
        var message = new OutboxMessage
        {
            Id = id,
            DecisionId = row.Id,
            EnrollmentId = enrollment.Id,
            ContactId = contact.Id,
            Sequence = enrollment.Sequence,
            Step = enrollment.Step,
            Variant = row.Chosen,
            Template = template?.Fingerprint ?? "",
            Sender = sender.Key,
            Relay = sender.Relay,
            Domain = contact.Domain,
            DueAt = now,
            SlotUntil = enrollment.SlotUntil!.Value,
            TracksClicks = Tracks(messages.TrackClicks, contact, definition),
            CreatedAt = now,
        };
        return outcome switch
        {
            RenderOutcome.Rendered(var mail, var fingerprint) =>
                new Plan(enrollment, enrollment with { State = EnrollmentState.Sending.ToText(), DueAt = null })
                {
                    Row = row,
                    Message = message with { HeaderId = mail.MessageId, Fingerprint = fingerprint },
                    Content = JsonSerializer.Serialize(mail),
                },
            RenderOutcome.Quarantined(var reason) =>
                new Plan(enrollment, enrollment with { State = EnrollmentState.Paused.ToText(), DueAt = null, Reason = reason })
                {
                    Row = row,
                    Round = row.Id,
                    RoundEnd = RoundEnd.Stopped,
                    RoundReason = "quarantined",
                    Message = message with { State = MessageState.Quarantined, Reason = reason },
                    Content = "{}",
                },
            _ => throw new InvalidOperationException($"No such render outcome: {outcome}."),
        };
    }

    private RenderRequest RequestOf(
        Template template, MessageId id, Contact contact, SequenceDefinition definition, Sender sender, PlanningFacts facts, DateTimeOffset now) => new()
        {
            Template = template,
            MessageId = id.Value,
            Fields = ContactFields.Of(contact),
            To = new Mailbox(ContactFields.FullName(contact), contact.Address),
            Sender = new MailIdentity(new Mailbox(sender.Name, sender.Address), sender.Address[(sender.Address.LastIndexOf('@') + 1)..], sender.Address)
            {
                ReplyTo = sender.ReplyTo is null ? null : new Mailbox(sender.Name, sender.ReplyTo),
            },
            Date = now,
            PreviousMessageIds = template.ContinuesThread ? facts.Thread : [],
            TracksOpens = Tracks(messages.TrackOpens, contact, definition),
            TracksClicks = Tracks(messages.TrackClicks, contact, definition),
            NamesSource = contact.FromElsewhere && !facts.WasWrittenTo,
            SourceNotice = contact.Source,
        };

    private static bool Tracks(TrackingPolicy policy, Contact contact, SequenceDefinition definition) => policy switch
    {
        _ when definition.Tracking is SequenceTracking.Off || contact.Tracking is false => false,
        TrackingPolicy.Consent => contact.Tracking is true,
        TrackingPolicy.Always => true,
        TrackingPolicy.Never => false,
        _ => throw new InvalidOperationException($"No such tracking policy: {policy}."),
    };

    private List<Variant> VariantsOf(SequenceDefinition definition, string step) =>
        [.. ((NextStep.Found)catalog.Step(definition.Key, step)).Step.Variants.Select(v => VariantOf(definition, step, v))];

    /// <summary>
    /// A variant's version is its key and a fingerprint of its traits and of its templates' texts in all languages: an edited one is another
    /// version. Templates stay as they were loaded, so it is worked out once.
    /// </summary>
    private Variant VariantOf(SequenceDefinition definition, string step, VariantDefinition variant) => variants.GetOrAdd(
        (definition.Key, step, variant.Key),
        key =>
        {
            var traits = new SortedDictionary<string, string>(StringComparer.Ordinal);
            var template = templates.Find(key.Sequence, variant.Template, definition.DefaultLanguage);
            foreach (var (name, value) in (template?.Traits ?? new Dictionary<string, string>()).Concat(variant.Traits))
            {
                traits[name] = value;
            }

            var texts = templates.All.Where(t => t.Sequence == key.Sequence && t.Name == variant.Template).Select(t => t.Fingerprint);
            return new Variant($"{key.Key}@{Fingerprint.Of(texts.Concat(traits.Select(t => $"{t.Key}={t.Value}")))[..8]}", traits);
        });

    private Decision Complete(Decision row, Enrollment enrollment, DateTimeOffset now) => row with
    {
        EnrollmentId = enrollment.Id,
        ContactId = enrollment.ContactId,
        Sequence = enrollment.Sequence,
        Step = enrollment.Step,
        Round = enrollment.Round,
        DecidedAt = now,
        Configuration = catalog.ConfigurationVersion,
    };
}

/// <summary>What planning must know of an enrollment besides its row.</summary>
internal sealed record PlanningFacts
{
    /// <summary>The contact, or null where it was erased.</summary>
    public required Contact? Contact { get; init; }

    /// <summary>Whether the address is suppressed.</summary>
    public required bool IsSuppressed { get; init; }

    /// <summary>When the contact was last written to, as far back as the caps look.</summary>
    public required IReadOnlyList<DateTimeOffset> SendTimes { get; init; }

    /// <summary>How the contact has engaged of late.</summary>
    public Engagement Engagement { get; init; } = Engagement.None;

    /// <summary>What was learned.</summary>
    public required Served Snapshot { get; init; }

    /// <summary>The when-row of the present round, for the second stage.</summary>
    public Decision? Round { get; init; }

    /// <summary>The Message-IDs sent in this enrollment, oldest first.</summary>
    public IReadOnlyList<string> Thread { get; init; } = [];

    /// <summary>Whether the contact has been written to before.</summary>
    public bool WasWrittenTo { get; init; }
}

/// <summary>What is to be written for one enrollment, all of it or nothing.</summary>
/// <param name="Claimed">The enrollment as it was claimed.</param>
/// <param name="Moved">The enrollment as it goes on.</param>
internal sealed record Plan(Enrollment Claimed, Enrollment Moved)
{
    /// <summary>The ledger row, where something was decided.</summary>
    public Decision? Row { get; init; }

    /// <summary>What could be sent, where something was decided.</summary>
    public IReadOnlyList<Variant> Variants { get; init; } = [];

    /// <summary>The round to close, or null.</summary>
    public DecisionId? Round { get; init; }

    /// <summary>How to close it.</summary>
    public RoundEnd RoundEnd { get; init; }

    /// <summary>Why, where that needs a word.</summary>
    public string? RoundReason { get; init; }

    /// <summary>The message for the outbox, or null.</summary>
    public OutboxMessage? Message { get; init; }

    /// <summary>The message's content, as JSON.</summary>
    public string? Content { get; init; }
}
