namespace FollowUpAgent.Learning.Outcomes;

/// <summary>
/// How much a choice may hang on the products of actions and contexts: the probability, by evidence, that there is anything to them.
/// Two models are compared that both know the context for itself; that some people read every mail is no reason to choose between mails.
/// </summary>
internal static class ContextShare
{
    // Fifty to one against: measured on mail experiments, choosing by context mostly costs more than it brings.
    private const double LogPriorOdds = -4;

    // A component that would get less than one draw in a thousand is not worth a second posterior.
    private const double Visible = 0.001;

    /// <summary>The share of the draws that come from the model with products, 0 to 1.</summary>
    /// <param name="logEvidenceWith">The log evidence of the model with products.</param>
    /// <param name="logEvidenceWithout">That of the model without.</param>
    public static double Of(double logEvidenceWith, double logEvidenceWithout)
    {
        var odds = Math.Exp(logEvidenceWith - logEvidenceWithout + LogPriorOdds);
        // Nothing up to even odds: a share of a model that is probably wrong is a price, not an insurance.
        var share = double.IsInfinity(odds) ? 1 : Math.Max(0, (2 * odds / (1 + odds)) - 1);
        return share > 1 - Visible ? 1 : share < Visible ? 0 : share;
    }
}
