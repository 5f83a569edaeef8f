using FollowUpAgent.Contacts;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Sequences;
using FollowUpAgent.Signals;

namespace FollowUpAgent.Decisions;

/// <summary>At which parts of its own day a contact engages, for <see cref="SlotAffinity"/>.</summary>
internal static class DayHabit
{
    // A ledger row is small, and the tenth time says nothing new.
    private const int Most = 9;

    /// <summary>How often at each part, by its name in a context; what came outside all parts is left out.</summary>
    public static IEnumerable<KeyValuePair<string, int>> Of(Contact contact, Engagement engagement, SequenceDefinition definition) => engagement.Moments
        .Where(m => !m.IsTracked || contact.Tracking is true)
        .Select(m => PartAt(LocalSchedule.LocalTimeOf(m.At, contact.TimeZone, definition.DefaultTimeZone), definition))
        .OfType<PartOfDay>()
        .GroupBy(p => p.Key, StringComparer.Ordinal)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => KeyValuePair.Create($"{SlotAffinity.Prefix}{g.Key}", Math.Min(g.Count(), Most)));

    private static PartOfDay? PartAt(DateTime local, SequenceDefinition definition)
    {
        var minute = (local.Hour * 60) + local.Minute;
        return definition.PartsOfDay.FirstOrDefault(p => p.From.Minute <= minute && minute < p.Until.Minute);
    }
}
