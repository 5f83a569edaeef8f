using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Scenarios.Comparing;

namespace FollowUpAgent.Scenarios.Scoreboard;

/// <summary>Agent versus person where a coin settled it: a measurement, since nobody but chance chose which of the two was sent. Pure.</summary>
internal static class CoinToss
{
    /// <summary>What the mails were worth, by who chose them.</summary>
    /// <param name="tossed">What followed, a row an outcome.</param>
    /// <param name="outcomes">What outcomes are worth.</param>
    public static CoinMeasure Measure(IReadOnlyList<TossedOutcome> tossed, OutcomeCatalog outcomes)
    {
        var mails = tossed.GroupBy(t => t.DecisionId).Select(m => (First: m.First(), Worth: m.Sum(t => WorthOf(t, outcomes)))).ToList();
        var (agents, people) = (mails.Count(m => m.First.IsProposal), mails.Count(m => !m.First.IsProposal));
        if (Math.Min(agents, people) < Scores.LeastItems)
        {
            return new CoinMeasure(agents, people, null, null, null);
        }

        // By the probability of what was done: the share may have been another one at other times.
        double[] agent = [.. mails.Select(m => m.First.IsProposal ? 1 / m.First.CoinShare : 0)];
        double[] person = [.. mails.Select(m => m.First.IsProposal ? 0 : 1 / (1 - m.First.CoinShare))];
        double[] worth = [.. mails.Select(m => m.Worth)];
        var lead = ScenarioEstimate.Lead(agent, worth, person, worth, ClustersOf(mails.ConvertAll(m => m.First.ContactId)));
        return new CoinMeasure(agents, people, lead.Value, lead.Low, lead.High);
    }

    private static double WorthOf(TossedOutcome tossed, OutcomeCatalog outcomes) => tossed.Outcome is not { } outcome
        ? 0
        : outcomes.For(s => ScenarioPolicy.Holds(s, DecisionContext.Parse(tossed.Context))).Find(outcome)?.Weight ?? 0;

    // Who was erased stands for itself.
    private static int[] ClustersOf(List<ContactId?> contacts)
    {
        var known = new Dictionary<ContactId, int>();
        return [.. contacts.Select((contact, i) => contact is not { } id ? contacts.Count + i : known.TryGetValue(id, out var place) ? place : known[id] = known.Count)];
    }
}

/// <summary>What mails brought more where the agent chose against a person than where the person did: measured, since a coin chose between them.</summary>
/// <param name="Agent">Mails in which the coin kept the proposal.</param>
/// <param name="Person">Mails in which it gave way.</param>
/// <param name="Lead">The mean difference, in the goal's unit; null below <see cref="Scores.LeastItems"/> of either.</param>
/// <param name="Low">The lower end of its 90 % interval.</param>
/// <param name="High">The upper end.</param>
internal sealed record CoinMeasure(int Agent, int Person, double? Lead, double? Low, double? High);
