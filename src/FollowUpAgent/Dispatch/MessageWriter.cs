using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Messages;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Dispatch;

/// <summary>Writes the message that a decision asks for: template, recipient, sender, tracking. Touches no database. Thread-safe.</summary>
internal sealed class MessageWriter(SequenceCatalog catalog, TemplateLibrary templates, MailRenderer renderer, MessagesOptions messages, IdSource ids)
{
    /// <summary>The message for a variant that was drawn, or, where it cannot be said properly, the enrollment put aside for a person.</summary>
    public Plan Write(Enrollment enrollment, PlanningFacts facts, DecisionId decision, ToWrite what, DateTimeOffset now)
    {
        var contact = facts.Contact!;
        var definition = catalog.Find(enrollment.Sequence)!;
        var sender = catalog.FindSender(enrollment.Sender) ?? catalog.FindSender(definition.Senders[0])!;
        var id = new MessageId(ids.New());
        var template = what.Text ?? templates.Find(enrollment.Sequence, what.Template, contact.Language ?? definition.DefaultLanguage);
        var outcome = template is null
            ? new RenderOutcome.Quarantined($"template {what.Template} is not active")
            : renderer.Render(RequestOf(template, id, contact, definition, sender, facts, now));
        var message = new OutboxMessage
        {
            Id = id,
            DecisionId = decision,
            EnrollmentId = enrollment.Id,
            ContactId = contact.Id,
            Sequence = enrollment.Sequence,
            Step = enrollment.Step,
            Variant = what.Version,
            Template = template?.Fingerprint ?? "",
            Sender = sender.Key,
            Relay = sender.Relay,
            Domain = contact.Domain,
            DueAt = now,
            SlotUntil = enrollment.SlotUntil!.Value,
            TracksClicks = Tracks(messages.TrackClicks, contact, definition),
            Volumes = Volume.MarksOf(facts, enrollment.Sequence, enrollment.Step, now),
            CreatedAt = now,
        };
        return outcome switch
        {
            RenderOutcome.Rendered(var mail, var fingerprint) =>
                new Plan(enrollment, enrollment with { State = EnrollmentState.Sending.ToText(), DueAt = null })
                {
                    Message = message with { HeaderId = mail.MessageId, Fingerprint = fingerprint },
                    Subject = mail.Subject,
                    Content = JsonSerializer.Serialize(mail),
                },
            RenderOutcome.Quarantined(var reason) =>
                new Plan(enrollment, enrollment with { State = EnrollmentState.Paused.ToText(), DueAt = null, Reason = reason })
                {
                    Round = decision,
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
}

/// <summary>The text of a message.</summary>
/// <param name="Version">The version of the variant, as it is counted.</param>
/// <param name="Template">The name of its template.</param>
/// <param name="Text">The text that a person wrote instead; null for the template's.</param>
internal sealed record ToWrite(string Version, string Template, Template? Text = null);
