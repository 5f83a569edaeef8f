using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Explanation;
using FollowUpAgent.Learning.Features;

namespace FollowUpAgent.Reports.Reasons;

/// <summary>What to write next: a brief for a person.</summary>
/// <param name="Sequence">The sequence's key.</param>
/// <param name="Step">The step's key: the one with the most mails.</param>
/// <param name="Traits">What the text should be like.</param>
/// <param name="Chance">The chance that it beats today's best.</param>
/// <param name="Best">Today's best version.</param>
internal sealed record WritingAdvice(string Sequence, string Step, IReadOnlyDictionary<string, string> Traits, double Chance, string Best)
{
    /// <summary>The advice for the step with the most mails; null where every combination of traits is written, or nothing was learned.</summary>
    /// <param name="mails">The mails, the newest first.</param>
    /// <param name="traits">The traits of a version of a step.</param>
    /// <param name="outcome">What is to happen more often.</param>
    /// <param name="serving">What was learned.</param>
    public static WritingAdvice? Of(
        IReadOnlyList<SentMail> mails,
        IReadOnlyDictionary<(string Sequence, string Step, string Version), IReadOnlyDictionary<string, string>> traits,
        Outcome outcome,
        Served serving)
    {
        if (mails.Count == 0 || !serving.Learned.HasSeen(outcome.Key))
        {
            return null;
        }

        var step = mails.GroupBy(m => m.Place).MaxBy(g => g.Count())!;
        // The newest mail knows what can be sent today.
        var variants = step.First().Variants.Keys
            .Select(v => new Variant(v, traits.GetValueOrDefault((step.Key.Sequence, step.Key.Step, v)) ?? new Dictionary<string, string>())).ToList();
        if (variants.Count == 0)
        {
            return null;
        }

        var slot = step.GroupBy(m => m.Slot, StringComparer.Ordinal).MaxBy(g => g.Count())!.Key;
        var brief = WritingBrief.Next(
            serving.Learned.ModelOf(outcome.Key, outcome.PriorRate),
            serving.Learned.Schema,
            new Situation(step.Key.Sequence, step.Key.Step, ContactContext.Empty),
            slot,
            variants);
        return brief is null ? null : new WritingAdvice(step.Key.Sequence, step.Key.Step, brief.Traits, brief.Chance, brief.Best);
    }
}
