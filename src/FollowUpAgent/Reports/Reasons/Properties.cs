using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Explanation;

namespace FollowUpAgent.Reports.Reasons;

/// <summary>What is asked of mails: traits of their text, their times, and traits among the contacts of a segment. Pure.</summary>
internal static class Properties
{
    private const int MostTraits = 16;
    private const int MostTimes = 8;
    private const int MostSegments = 12;
    private const int MostLevels = 6;
    private const int FewestMails = 50;

    /// <summary>The effects that can be told from these mails, all of them shown together, those that say most first.</summary>
    /// <param name="mails">The mails.</param>
    /// <param name="traits">The traits of a version of a step.</param>
    public static List<ShownEffect> Of(
        IReadOnlyList<SentMail> mails, IReadOnlyDictionary<(string Sequence, string Step, string Version), IReadOnlyDictionary<string, string>> traits)
    {
        var asked = new Dictionary<(EffectKind Kind, string Name), EffectEvidence>();
        var levels = SentMail.LevelsOf(mails, MostLevels);
        foreach (var mail in mails)
        {
            var ofTraits = Shares(mail.Variants, v => traits.GetValueOrDefault((mail.Place.Sequence, mail.Place.Step, v))?.Select(t => $"{t.Key}={t.Value}") ?? []);
            var has = ofTraits.Where(t => t.Value.Has.Contains(mail.Variant)).Select(t => t.Key).ToHashSet(StringComparer.Ordinal);
            var segments = mail.Context.Values.Select(v => $"{v.Key}={v.Value.Text}").Where(levels.Contains).ToList();
            foreach (var (name, (share, _)) in ofTraits)
            {
                Evidence(asked, EffectKind.Trait, name).Add(Exact(share), has.Contains(name), mail.Happened);
                foreach (var segment in segments)
                {
                    Evidence(asked, EffectKind.Segment, $"{name} ({segment})").Add(Exact(share), has.Contains(name), mail.Happened);
                }
            }

            // Of a mail that went out, skipping was no choice any more.
            var sent = 1 - mail.Slots.GetValueOrDefault(Decision.Skip);
            foreach (var (name, (share, slots)) in Shares(mail.Slots, PartsOf))
            {
                Evidence(asked, EffectKind.Time, name).Add(Exact(share / sent), slots.Contains(mail.Slot), mail.Happened);
            }
        }

        return Weigh(asked);
    }

    // The most frequent, whatever they show: the number shown is what the intervals are corrected for.
    private static List<ShownEffect> Weigh(Dictionary<(EffectKind Kind, string Name), EffectEvidence> asked)
    {
        var shown = asked.Where(a => a.Value.Decisions >= FewestMails).GroupBy(a => a.Key.Kind).SelectMany(kind => kind
            .OrderByDescending(a => a.Value.Decisions).ThenBy(a => a.Key.Name, StringComparer.Ordinal).Take(MostOf(kind.Key))).ToList();
        var kinds = shown.GroupBy(a => a.Value.Name, a => a.Key.Kind, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        return [.. Effects.Of([.. shown.Select(a => a.Value)]).Select(e => ShownEffect.Of(kinds[e.Name], e))];
    }

    private static int MostOf(EffectKind kind) => kind switch
    {
        EffectKind.Trait => MostTraits,
        EffectKind.Time => MostTimes,
        EffectKind.Segment => MostSegments,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };

    // What every action has is no question, though its probabilities add up to a little less than 1.
    private static double Exact(double share) => Math.Round(share, 9);

    private static EffectEvidence Evidence(Dictionary<(EffectKind, string), EffectEvidence> asked, EffectKind kind, string name)
    {
        if (!asked.TryGetValue((kind, name), out var evidence))
        {
            asked[(kind, name)] = evidence = new EffectEvidence(name);
        }

        return evidence;
    }

    // By property: the probability that the draw gave it, and the actions that have it.
    private static Dictionary<string, (double Share, HashSet<string> Has)> Shares(
        IReadOnlyDictionary<string, double> actions, Func<string, IEnumerable<string>> propertiesOf)
    {
        var shares = new Dictionary<string, (double Share, HashSet<string> Has)>(StringComparer.Ordinal);
        foreach (var (action, probability) in actions)
        {
            foreach (var property in propertiesOf(action))
            {
                var (share, has) = shares.GetValueOrDefault(property, (0, []));
                has.Add(action);
                shares[property] = (share + probability, has);
            }
        }

        return shares;
    }

    // Slots are called after their day and the part of it, as in d0-morning.
    private static IEnumerable<string> PartsOf(string slot) =>
        slot.Split('-', 2) is [var day, var part] && slot != Decision.Skip ? [$"day {day}", $"part {part}"] : [];
}
