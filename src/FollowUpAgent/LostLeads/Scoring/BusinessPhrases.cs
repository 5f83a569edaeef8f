using System.Text.RegularExpressions;

namespace FollowUpAgent.LostLeads;

/// <summary>Words of an answer that say why it is no: no money, or somebody else's offer. English and Dutch.</summary>
internal static partial class BusinessPhrases
{
    /// <summary>The reason that a text names, or null.</summary>
    public static string? ReasonIn(string text) =>
        ChoseAnother().IsMatch(text) ? SilenceReason.ChoseAnother : NoBudget().IsMatch(text) ? SilenceReason.NoBudget : null;

    [GeneratedRegex(
        @"\b(no|not|lack|lacking|without|out of|cut|cuts|frozen|freeze|tight|beyond|exceeds?|over)\b[\w' ]{0,25}\b(budgets?|money|funds|funding)\b|\bbudgets?\b[\w' ]{0,25}\b(frozen|cut|gone|spent|closed|used up|exhausted)\b|\b(can'?t|cannot|can not) afford\b|\btoo expensive\b"
        + @"|\b(geen|niet|zonder|krap|beperkt|te weinig|op|buiten)\b[\w' ]{0,25}\b(budget|geld|middelen)\b|\bbudget\b[\w' ]{0,25}\b(op|bevroren|uitgeput|vergeven)\b|\bte duur\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex NoBudget();

    [GeneratedRegex(
        @"\b(chosen|choose|chose|went with|going with|gone with|opted for|selected|picked|signed with|decided for|decided on)\b[\w' ]{0,25}\b(another|other|competitor|different|someone else|somebody else|elsewhere)\b|\b(already|now) (use|using|have|working with)\b[\w' ]{0,30}\b(competitor|another|other (tool|vendor|supplier|solution|party|provider))\b"
        + @"|\b(gekozen|kiezen|kozen|gegaan|getekend)\b[\w' ]{0,25}\b(andere?|concurrent|iemand anders|ander bedrijf|andere partij)\b|\b(andere?) (partij|leverancier|aanbieder|oplossing|bureau)\b[\w' ]{0,20}\b(gekozen|gegaan|in zee)\b|\bmet een (ander|andere|concurrent)\b[\w' ]{0,20}\b(in zee|verder)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex ChoseAnother();
}
