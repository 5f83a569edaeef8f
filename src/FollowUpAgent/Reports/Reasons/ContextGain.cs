using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Reports.Evidence;
using Verdict = FollowUpAgent.Reports.Evidence.Verdict;

namespace FollowUpAgent.Reports.Reasons;

/// <summary>What it brings to choose by what is known of the contact, and not the same for everybody: told off-policy from what was sent.</summary>
/// <param name="Sequence">The sequence's key.</param>
/// <param name="Step">The step's key: the one with the most mails.</param>
/// <param name="Mails">How many mails it rests on.</param>
/// <param name="Gain">The rate of the outcome by context less that without; null where the log cannot say.</param>
/// <param name="Interval">95 %; null where the log cannot say.</param>
/// <param name="Verdict">In a word.</param>
internal sealed record ContextGain(string Sequence, string Step, long Mails, double? Gain, Interval? Interval, Verdict Verdict)
{
    private const int LeastMails = 200;
    private const int LeastSuccesses = 20;
    private const int MostMails = 20_000;
    private const int Splits = 2;

    /// <summary>The gain in the step with the most mails; null where no step had a choice.</summary>
    /// <param name="mails">The mails, the newest first.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static ContextGain? Of(IReadOnlyList<SentMail> mails, CancellationToken cancellationToken)
    {
        if (mails.Where(m => m.Variants.Count > 1).GroupBy(m => m.Place).MaxBy(g => g.Count()) is not { } step)
        {
            return null;
        }

        // One set of variants: what could not be chosen cannot be weighed.
        var offered = step.GroupBy(m => string.Join('\n', m.Variants.Keys.Order(StringComparer.Ordinal)), StringComparer.Ordinal)
            .MaxBy(g => g.Count())!.Take(MostMails).Where(m => m.Variants.GetValueOrDefault(m.Variant) > 0).ToList();
        var nothing = new ContextGain(step.Key.Sequence, step.Key.Step, offered.Count, null, null, Verdict.NotEnough);
        if (offered.Count < LeastMails || offered.Count(m => m.Happened) is var happened && (happened < LeastSuccesses || happened == offered.Count))
        {
            return nothing;
        }

        var values = OffPolicyEvaluation.Run(
            new PolicyQuestion(
                LogOf(offered),
                [.. PolicyName.Learned.Where(p => p.Class is ModelClass.Contextual or ModelClass.ContextFree).OrderBy(p => p.Class is ModelClass.ContextFree)],
                new EvaluationSettings(Seeds: Splits)),
            null,
            cancellationToken);
        var lead = values.Leads[0];
        return values.Preconditions is { Hold: true } && double.IsFinite(lead.Value) && double.IsFinite(lead.Low) && double.IsFinite(lead.High)
            ? nothing with { Gain = lead.Value, Interval = new Interval(lead.Low, lead.High), Verdict = VerdictOf(lead) }
            : nothing;
    }

    private static Verdict VerdictOf(PolicyLead lead) => lead.Low > 0 ? Verdict.Better : lead.High < 0 ? Verdict.Worse : Verdict.NotEnough;

    private static LoggedDecisions LogOf(List<SentMail> mails)
    {
        var actions = mails[0].Variants.Keys.Order(StringComparer.Ordinal).ToList();
        var names = mails.SelectMany(m => m.Context.Values.Select(v => v.Key)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new LoggedDecisions(
            actions,
            [.. mails.Select(m => actions.IndexOf(m.Variant))],
            [.. mails.Select(m => m.Variants[m.Variant])],
            [.. mails.Select(m => m.Happened ? 1.0 : 0)],
            [.. names.Select(n => LoggedColumn.Of(n, [.. mails.Select(m => m.Context.Find(n)?.Text ?? "")]))]);
    }
}
