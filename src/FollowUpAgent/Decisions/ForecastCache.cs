using System.Collections.Concurrent;
using System.Globalization;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Decisions;

/// <summary>
/// Keeps what a snapshot says to a question. A forecast hangs on what the snapshot's schema reads of a contact, not on who it is, so many
/// decisions ask the same, and its draws are fixed, so the same answer would come out again. Thread-safe.
/// </summary>
internal sealed class ForecastCache
{
    // A day's questions of many sequences; an entry holds some hundred bytes.
    private const int Most = 2000;
    private readonly ConcurrentDictionary<string, StageForecast> forecasts = new(StringComparer.Ordinal);

    /// <summary>The forecast for this question under these settings: made once.</summary>
    public StageForecast Get(Question question, ModelSettings settings)
    {
        var key = $"{KeyOf(question)}/{settings.ToText()}";
        if (forecasts.TryGetValue(key, out var known))
        {
            return known;
        }

        if (forecasts.Count >= Most)
        {
            forecasts.Clear();
        }

        var made = Decider.Forecast(question, settings);
        forecasts[key] = made;
        return made;
    }

    // Settings name slot and variants; a version stands for its traits.
    private static string KeyOf(Question question)
    {
        var known = question.Snapshot.Learned.Schema.Read(DecisionContext.Parse(question.Context));
        return $"{question.Snapshot.Id.Value:N}/{question.Stage}/{question.Sequence}/{question.Step}/{string.Join('|', question.Actions)}/"
            + $"{RuleApplied.Signature(question.Rules)}/"
            + string.Join('|', known.Select(k => k.ToString(CultureInfo.InvariantCulture)));
    }
}
