namespace FollowUpAgent.Reports.Rendering;

/// <summary>Lost leads that were tried, and what that gained.</summary>
internal static class LostLeadsSection
{
    /// <summary>The section, or null where nothing was tried.</summary>
    public static ReportSection? Of(LostLeadsWeek? week, Words words) => week is null ? null : new ReportSection(
        words.Texts["section.lostLeads"],
        [],
        [
            words.Texts.Say("lostLeads.tried", week.Written + week.Phoned + week.Held, week.Written, week.Phoned, week.Held),
            week is { Gain: { } gain, Interval: { } interval }
                ? words.Texts.Say(
                    "lostLeads.gain", week.WrittenOver, words.Value(week.ValueWritten), week.HeldOver, words.Value(week.ValueHeld), words.Signed(gain), words.Signed(interval))
                : words.Texts.Say("lostLeads.notYet", week.WrittenOver, week.HeldOver),
        ],
        null,
        [words.Texts["note.lostLeads"]]);
}
