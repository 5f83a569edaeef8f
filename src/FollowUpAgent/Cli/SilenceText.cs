using System.Globalization;
using FollowUpAgent.Reports.Silences;

namespace FollowUpAgent.Cli;

/// <summary>The reasons of a silence in words, each with what would change it.</summary>
internal static class SilenceText
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>What holds the mail back.</summary>
    public static string Say(Silence s) => s.Kind switch
    {
        SilenceKind.Unknown => "Nobody is known by that name",
        SilenceKind.Erased => $"The person was erased{Since(s)}",
        SilenceKind.Suppressed => $"The address is suppressed ({s.What}){Since(s)}, {(s.Until is null ? "for good" : $"until {Time(s.Until)}")}",
        SilenceKind.NotMailable => $"It may not be enrolled: {s.Why}",
        SilenceKind.NeverEnrolled => "It is in no sequence and never was",
        SilenceKind.Ended => $"It is in this sequence no more: {s.What}{Since(s)}",
        SilenceKind.Holdout => "It is in the group holdout, which gets nothing, so that the others can be measured",
        SilenceKind.Over => $"The sequence ends for it at the next look: {s.What}",
        SilenceKind.Quarantined => $"Its mail was put aside: {s.Why}",
        SilenceKind.Held => $"It is held for a person: {s.Why}",
        SilenceKind.Task => $"A person has something to do for it: {s.What}, open{Since(s)}, {(s.Who is null ? "nobody's" : $"owner {s.Who}")}",
        SilenceKind.Paused => s.Id is null ? $"Paused by the settings file ({s.What})" : $"Paused by {s.Who}{Since(s)}{Until(s)}: {s.Why}",
        SilenceKind.Guardrail => $"The rule {s.What} leaves nothing to send: {s.Why} ({s.Who})",
        SilenceKind.MailboxStopped => $"The mailbox {s.What} is stopped{Since(s)}: {s.Why}",
        SilenceKind.Approval => $"A person is asked about the mail{Since(s)}, by the rule {s.What}; without an answer by {Time(s.Until)}: {s.Why}",
        SilenceKind.NoWorker => s.Since is null ? "No worker is at work" : $"Nobody has taken it since it fell due {Time(s.Since)}: no worker seems to be at work",
        SilenceKind.Answered => $"A person has answered it; quiet{Until(s)}",
        SilenceKind.Away => $"It is away{Until(s)}",
        SilenceKind.QuietDay => $"Today is without mails there by the rule {s.What}: {s.Why} ({s.Who})",
        SilenceKind.Volume => $"The rule {s.What} lets others be written to first: {s.Why} ({s.Who})",
        SilenceKind.Budget => $"The budget of the rule {s.What} is used up: {s.Why} ({s.Who})",
        SilenceKind.GoalBudget => $"The budget {s.What} is used up",
        SilenceKind.ContactCap => $"It had as many mails as a contact may get; free from {Time(s.Until)}",
        SilenceKind.Closed => "The send window stays closed for a whole year",
        SilenceKind.Circuit => $"{s.What} refused the mailbox{(s.Why is null ? "" : $" ({s.Why})")}; mails to it rest{Until(s)}",
        SilenceKind.MailboxCap => $"The mailbox {s.What} has {s.Used} of {s.Limit} mails of today taken{Line(s)}",
        SilenceKind.DomainCap => $"{s.What} has got {s.Used} of the {s.Limit} mails that one domain gets a day",
        SilenceKind.AutomaticCeiling => $"{s.Used} of {s.Limit} mails a day went out without a person's word",
        SilenceKind.OutboxFull => $"More than {s.Limit} mails wait for the relay {s.What}: no more are planned",
        SilenceKind.NotDue => $"Its step is due {Time(s.Until)}",
        SilenceKind.SlotDrawn => $"The slot {s.What} is drawn: it begins {Time(s.Since)} and ends {Time(s.Until)}",
        SilenceKind.InOutbox => $"Its mail is {s.What} in the outbox{(s.Why is null ? "" : $" ({s.Why})")}, to be tried {Time(s.Until)}",
        SilenceKind.UnknownFate => $"Its mail may have gone out: nobody answered{(s.Why is null ? "" : $" ({s.Why})")}",
        SilenceKind.Due => "It is due",
        SilenceKind.MailFolder => $"Mails are written into the folder {s.What} and do not leave",
        _ => throw new ArgumentOutOfRangeException(nameof(s), s.Kind, "No such reason."),
    };

    /// <summary>What would change it.</summary>
    public static string Change(Silence s) => s.Kind switch
    {
        SilenceKind.Unknown => "Import the contact: followup import",
        SilenceKind.Erased => "Nothing here: who asked to be erased is not written to again",
        SilenceKind.Suppressed => "Only if the person asks for mail again: followup unsuppress",
        SilenceKind.NotMailable => "Import it again with what is missing, then enroll it",
        SilenceKind.NeverEnrolled => "Enroll it: followup enroll",
        SilenceKind.Ended => "Enroll it again, if the sequence allows a second time: followup enroll",
        SilenceKind.Holdout => "Nothing: the group is fixed for good",
        SilenceKind.Over => "Enroll it in a sequence that is configured: followup enroll",
        SilenceKind.Quarantined => $"Mend what the reason names, then enroll it again; message {s.Id}",
        SilenceKind.Held => "Mend what the reason names, then enroll it again",
        SilenceKind.Task => $"See to it, then: followup tasks close {s.Id} --by <your name>",
        SilenceKind.Paused => s.Id is null ? "Change the file, or: followup resume" : $"followup resume --by <your name> --reason <why>; it is directive {s.Id}",
        SilenceKind.Guardrail => $"Talk to {s.Who}; the rule is Guardrails:{s.What}",
        SilenceKind.MailboxStopped => $"Mend the cause, then: followup sender resume {s.What} --by <your name>",
        SilenceKind.Approval => $"{s.Who ?? "Whoever may approve"} answers: followup approvals show {s.Id}",
        SilenceKind.NoWorker => "Start it: followup run",
        SilenceKind.Answered => "Wait, or close the task with --resume next time: followup tasks close",
        SilenceKind.Away => "Wait; AwaitReturn of the sequence says whether it waits",
        SilenceKind.QuietDay => $"Wait for the next day, or talk to {s.Who}; the rule is Guardrails:{s.What}",
        SilenceKind.Volume => $"Wait until others were written to, or talk to {s.Who}; the rule is Guardrails:{s.What}",
        SilenceKind.Budget => $"Wait until fewer of the last mails did harm, or talk to {s.Who}; the rule is Guardrails:{s.What}",
        SilenceKind.GoalBudget => $"Wait until the goal's time is over (followup goals), or raise it: followup directive add --set {s.What}=...",
        SilenceKind.ContactCap => "Wait, or raise Limits:PerContact in the file",
        SilenceKind.Closed => "Open SendWindow or remove BlackoutDates of the sequence",
        SilenceKind.Circuit => "Wait; look at the status code and at what that domain says of your mails",
        SilenceKind.MailboxCap => $"Wait until {Time(s.Place?.Turn ?? s.Until)}, or raise PerDay or RampUp of Senders:{s.What} in the file",
        SilenceKind.DomainCap => $"Wait until {Time(s.Until)}, or raise Limits:Domains:{s.What} in the file",
        SilenceKind.AutomaticCeiling => $"Approve it, wait until {Time(s.Until)}, or raise Autonomy:MostAutomaticPerDay",
        SilenceKind.OutboxFull => "See whether the relay answers: followup check",
        SilenceKind.NotDue => "Wait",
        SilenceKind.SlotDrawn => "Wait",
        SilenceKind.InOutbox => "Wait; the worker hands it over",
        SilenceKind.UnknownFate => "Wait for an event about it, or look into the relay's log",
        SilenceKind.Due => "Nothing: the next pass takes it",
        SilenceKind.MailFolder => "Set Delivery:Live to true once everything is settled",
        _ => throw new ArgumentOutOfRangeException(nameof(s), s.Kind, "No such reason."),
    };

    private static string Line(Silence s) => s.Place is not { } place ? "" : string.Create(
        Plain,
        $"; {(place.AreMore ? "at least " : "")}{place.Before} {(place.Before == 1 ? "is" : "are")} before it, and its turn comes {(place.Turn is null ? "not within a year" : Time(place.Turn))} at today's pace");

    private static string Since(Silence s) => s.Since is null ? "" : $" since {Time(s.Since)}";

    private static string Until(Silence s) => s.Until is null ? "" : $" until {Time(s.Until)}";

    private static string Time(DateTimeOffset? moment) => moment is { } at ? at.ToString("yyyy-MM-dd HH:mm 'UTC'", Plain) : "later";
}
