using FollowUpAgent.Contacts;
using FollowUpAgent.Learning.Evaluation;

namespace FollowUpAgent.Training.Challenges;

/// <summary>Collects what the gate judges by. Not thread-safe while it is filled.</summary>
internal sealed class EvidenceBook(IReadOnlyList<IRival> rivals)
{
    // What is expected less often than this is counted together: the distribution of its distance is not what the test takes it for.
    private const double LeastExpected = 5;
    private readonly List<double> propensities = [];
    private readonly List<double> rewards = [];
    private readonly List<int> clusters = [];
    private readonly List<double>[] probabilities = [.. rivals.Select(_ => new List<double>())];
    private readonly Dictionary<ContactId, int> contacts = [];
    private readonly Dictionary<(string, string, string, bool), (double Taken, double Expected)> draws = [];

    /// <summary>How many rounds are evidence.</summary>
    public int Count => rewards.Count;

    /// <summary>By rival, the probability that it gives what was done.</summary>
    public IReadOnlyList<GatePolicy> Policies => [.. rivals.Select((r, i) => new GatePolicy(r.Name, probabilities[i]))];

    /// <summary>The log.</summary>
    public GateLog Log
    {
        get
        {
            var often = draws.Values.Where(d => d.Expected >= LeastExpected).ToList();
            var seldom = draws.Values.Where(d => d.Expected < LeastExpected).ToList();
            var cells = seldom.Count == 0 ? often : [.. often, (seldom.Sum(d => d.Taken), seldom.Sum(d => d.Expected))];
            return new GateLog(propensities, rewards, clusters, [.. cells.Select(c => c.Taken)], [.. cells.Select(c => c.Expected)]);
        }
    }

    /// <summary>Adds a round; one that was not carried out counts for the draws alone.</summary>
    /// <param name="round">The round.</param>
    /// <param name="reward">What it earned.</param>
    public void Add(LoggedRound round, double reward)
    {
        AddDraw(round, round.Slots, round.SlotPropensities, round.Slot, isSlot: true);
        AddDraw(round, round.Versions, round.VersionPropensities, round.Version, isSlot: false);
        if (!round.IsCarriedOut)
        {
            return;
        }

        propensities.Add(round.Propensity);
        rewards.Add(reward);
        clusters.Add(ClusterOf(round));
        for (var i = 0; i < rivals.Count; i++)
        {
            probabilities[i].Add(rivals[i].ProbabilityOf(round));
        }
    }

    private int ClusterOf(LoggedRound round)
    {
        var contact = round.ContactId ?? new ContactId(round.Id.Value);
        return contacts.TryGetValue(contact, out var known) ? known : contacts[contact] = contacts.Count;
    }

    private void AddDraw(LoggedRound round, IReadOnlyList<string> actions, IReadOnlyList<double> shares, string? taken, bool isSlot)
    {
        for (var i = 0; actions.Count > 1 && i < actions.Count; i++)
        {
            var key = (round.Sequence, round.Step, actions[i], isSlot);
            var (often, expected) = draws.GetValueOrDefault(key);
            draws[key] = (often + (actions[i] == taken ? 1 : 0), expected + shares[i]);
        }
    }
}
