using System.Globalization;
using System.Text.Json;
using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Simulation;

namespace FollowUpAgent.Cli.Demo;

/// <summary>What the agent found beside the truth, and the three sentences with which the demo ends. All from the ledger and the rewards.</summary>
internal sealed class Findings(DemoRecord record, DemoPlan plan, Truth truth, OutcomeCatalog outcomes)
{
    // Of fewer mails nothing can be said.
    private const int EnoughMails = 10;
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;
    private readonly Dictionary<DecisionId, string> slots = record.Treatment.Where(r => r.Stage == Decision.When).ToDictionary(r => r.Id, r => r.Chosen);

    /// <summary>Each true preference, beside how often the agent leaned towards it.</summary>
    public IReadOnlyList<Finding> All() => [.. truth.Preferences.Select(Find).OfType<Finding>()];

    /// <summary>What worked, what a person should decide, and one decision explained.</summary>
    public IReadOnlyList<string> Sentences() => [.. new[] { WhatWorked(), WhatToDecide(), OneDecision()?.Sentence }.OfType<string>()];

    /// <summary>The address of the person whose decision is explained, or null.</summary>
    public string? ExplainedAddress() => OneDecision()?.Address;

    private string? WhatWorked() => All().Where(f => f.Odds > 1).MaxBy(f => f.AtLast - f.ByChance) is not { } best ? null : string.Create(
        Plain, $"What worked: {best.Who} get {best.What} with a probability of {best.AtLast:P0} ({best.ByChance:P0} by chance); the truth: it multiplies the odds of an answer by {best.Odds:0.0}.");

    private string? WhatToDecide()
    {
        var earned = record.Earned.ToLookup(e => e.DecisionId);
        var variants = record.Planned.Where(m => m.SentAt is not null)
            .GroupBy(m => (m.Sequence, m.Step, Variant: m.Variant.Split('@')[0]))
            .Where(g => g.Count() >= EnoughMails)
            .Select(g => (
                g.Key.Sequence,
                g.Key.Step,
                g.Key.Variant,
                Reward: g.Average(m => earned[m.DecisionId].Sum(e => outcomes.Find(e.Outcome)!.Weight)),
                Unsubscribes: 100 * g.Average(m => earned[m.DecisionId].Count(e => e.Outcome == OutcomeCatalog.UnsubscribeOrNegative))))
            .GroupBy(v => (v.Sequence, v.Step))
            .Where(s => s.Count() > 1)
            .Select(s => (Best: s.MaxBy(v => v.Reward), Worst: s.MinBy(v => v.Reward)))
            .OrderByDescending(s => s.Best.Reward - s.Worst.Reward)
            .ToList();
        return variants.Count == 0 ? null : string.Create(
            Plain,
            $"What a person should decide: in {variants[0].Worst.Sequence}/{variants[0].Worst.Step} the text '{variants[0].Worst.Variant}' earned {variants[0].Worst.Reward:0.00} a mail and cost {variants[0].Worst.Unsubscribes:0.0} unsubscribes in 100, '{variants[0].Best.Variant}' earned {variants[0].Best.Reward:0.00} and cost {variants[0].Best.Unsubscribes:0.0}: take it out, or rewrite it?");
    }

    private (string Sentence, string Address)? OneDecision()
    {
        var earned = record.Earned.Where(e => e.Outcome is OutcomeCatalog.Goal or OutcomeCatalog.PositiveReply).ToLookup(e => e.DecisionId, e => e.Outcome);
        var row = record.Treatment
            .Where(r => r.Stage == Decision.Which && r.Forecasts is not null && earned.Contains(r.Id))
            .OrderByDescending(r => plan.WeekOf(r.DecidedAt)).ThenByDescending(r => r.Propensity).ThenBy(r => r.Id.Value)
            .FirstOrDefault();
        if (row is null)
        {
            return null;
        }

        var (person, actions) = (record.People[row.ContactId!.Value], Truth.ActionsOf(row));
        var means = JsonSerializer.Deserialize<double[][]>(row.Forecasts!)!.Select(f => f[0]).ToList();
        var chosen = actions.ToList().IndexOf(row.Chosen);
        var other = Enumerable.Range(0, actions.Count).Where(i => i != chosen).MaxBy(i => means[i]);
        var what = earned[row.Id].Contains(OutcomeCatalog.Goal) ? "reached the goal" : "replied";
        return (string.Create(
            Plain,
            $"One decision: {person.FirstName} {person.LastName} ({person.Features["seniority"]}, {person.Language}) got '{KeyOf(row.Chosen)}' at {row.Sequence}/{row.Step} with a probability of {row.Propensity:P0}, because the agent expected {means[chosen]:0.00} of it and {means[other]:0.00} of '{KeyOf(actions[other])}'; {person.FirstName} {what}."), person.Address);
    }

    private Finding? Find(Preference preference)
    {
        var stage = preference.What.Name == "part" ? Decision.When : Decision.Which;
        var rows = record.Treatment.Where(r => r.Stage == stage && IsOf(record.People[r.ContactId!.Value], preference)).Select(r => (
            Week: plan.WeekOf(r.DecidedAt), Share: ShareOf(r, preference, (_, p) => p), Chance: ShareOf(r, preference, (_, _) => 1))).Where(r => r.Share is not null).ToList();
        if (rows.Count == 0)
        {
            return null;
        }

        var (first, last) = (rows.Min(r => r.Week) + 1, rows.Max(r => r.Week) - 1);
        return new Finding(
            Words.Of(preference.Who),
            Words.Of(preference.What),
            Math.Exp(truth.Preferences.Where(p => p.What == preference.What && (p.Who is null || p.Who == preference.Who)).Sum(p => p.LogOdds)),
            rows.Average(r => r.Chance!.Value),
            rows.Where(r => r.Week <= first).Average(r => r.Share!.Value),
            rows.Where(r => r.Week >= last).Average(r => r.Share!.Value));
    }

    private static bool IsOf(Person person, Preference preference) =>
        preference.Who is not { } who || person.Features.GetValueOrDefault(who.Name) == who.Value;

    // The weight of the actions that have the feature among all that send; null where all of them have it, or none.
    private double? ShareOf(Decision row, Preference preference, Func<string, double, double> weight)
    {
        var person = record.People[row.ContactId!.Value];
        var sends = Truth.ActionsOf(row).Zip(Truth.PropensitiesOf(row))
            .Select(a => (Touch: truth.TouchOf(row, a.First, slots.GetValueOrDefault(row.Id), person), Weight: weight(a.First, a.Second)))
            .Where(a => a.Touch is not null)
            .ToLookup(a => a.Touch!.Find(preference.What.Name) == preference.What.Value, a => a.Weight);
        return sends.Count < 2 ? null : sends[true].Sum() / (sends[true].Sum() + sends[false].Sum());
    }

    private static string KeyOf(string action) => action.Split('@')[0];
}

/// <summary>A true preference, and how far the agent came towards it.</summary>
/// <param name="Who">The people.</param>
/// <param name="What">What they like or dislike.</param>
/// <param name="Odds">By how much it truly multiplies the odds of an answer of these people.</param>
/// <param name="ByChance">The probability of it where chance decides.</param>
/// <param name="AtFirst">The probability in the agent's decisions of the first two weeks.</param>
/// <param name="AtLast">The same in the last two weeks.</param>
internal sealed record Finding(string Who, string What, double Odds, double ByChance, double AtFirst, double AtLast);

/// <summary>Features in words.</summary>
internal static class Words
{
    private static readonly Dictionary<string, string> Known = new()
    {
        ["length=short"] = "a short text",
        ["question=yes"] = "a question in the subject",
        ["part=morning"] = "a mail in the morning",
        ["part=afternoon"] = "a mail in the afternoon",
        ["part=evening"] = "a mail in the evening",
        ["language=nl"] = "Dutch readers",
        ["language=en"] = "English readers",
        ["seniority=founder"] = "founders",
        ["seniority=staff"] = "staff",
    };

    /// <summary>The words for a feature; people in general where there is none.</summary>
    public static string Of(Feature? feature) => feature is null ? "people" : Known.GetValueOrDefault(feature.ToString(), feature.ToString());
}
