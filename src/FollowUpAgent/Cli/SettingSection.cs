using FollowUpAgent.Contacts;
using FollowUpAgent.Dashboard;
using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Goals;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Delivery;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Events;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Hosting.Listeners;
using FollowUpAgent.LostLeads;
using FollowUpAgent.Messages;
using FollowUpAgent.Notices;
using FollowUpAgent.Oversight;
using FollowUpAgent.Oversight.Autonomy;
using FollowUpAgent.Oversight.People;
using FollowUpAgent.Reports;
using FollowUpAgent.Sequences;
using FollowUpAgent.Signals;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Cli;

/// <summary>A part of the settings and the options it is bound to.</summary>
/// <param name="Key">The section's key, or null where the options name several keys of the root.</param>
/// <param name="Options">The options' type; its defaults are what holds where nothing is said.</param>
internal sealed record SettingSection(string? Key, Type Options)
{
    /// <summary>All of them, in the order of the rooms.</summary>
    public static IReadOnlyList<SettingSection> All { get; } =
    [
        new(ListenersOptions.Section, typeof(ListenersOptions)),
        new(SecurityOptions.Section, typeof(SecurityOptions)),
        new(ApiOptions.Section, typeof(ApiOptions)),
        new(StorageOptions.Section, typeof(StorageOptions)),
        new(ContactsOptions.Section, typeof(ContactsOptions)),
        new(SignalsOptions.Section, typeof(SignalsOptions)),
        new(null, typeof(SequencesOptions)),
        new(DecisionsOptions.Section, typeof(DecisionsOptions)),
        new("Outcomes", typeof(Dictionary<string, OutcomeOptions?>)),
        new(GoalOptions.Section, typeof(Dictionary<string, GoalOptions?>)),
        new(GuardrailFaults.SegmentsSection, typeof(Dictionary<string, SegmentOptions?>)),
        new(GuardrailFaults.Section, typeof(Dictionary<string, GuardrailOptions?>)),
        new(MessagesOptions.Section, typeof(MessagesOptions)),
        new(AutonomyOptions.Section, typeof(AutonomyOptions)),
        new(PersonOptions.Section, typeof(Dictionary<string, PersonOptions?>)),
        new(TasksOptions.Section, typeof(TasksOptions)),
        new(DispatchOptions.Section, typeof(DispatchOptions)),
        new(DeliveryOptions.Section, typeof(DeliveryOptions)),
        new(EventsOptions.Section, typeof(EventsOptions)),
        new(WebhooksOptions.Section, typeof(WebhooksOptions)),
        new(LostLeadsOptions.Section, typeof(LostLeadsOptions)),
        new(ReportsOptions.Section, typeof(ReportsOptions)),
        new(NoticesOptions.Section, typeof(NoticesOptions)),
        new(DashboardOptions.Section, typeof(DashboardOptions)),
    ];
}
