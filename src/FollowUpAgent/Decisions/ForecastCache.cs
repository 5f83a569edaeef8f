using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Decisions;

/// <summary>
/// Keeps what a snapshot says to a question. The default recipe knows nothing of the single contact, so thousands of decisions ask the
/// same: weighing ten actions anew takes 5 ms each time, and would only add the sampling error of another seed. Thread-safe.
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

    /// <summary>The seed of a question's forecast: the same in every process, so that it can be replayed.</summary>
    public static long SeedOf(Question question) =>
        BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(KeyOf(question))));

    private static string KeyOf(Question question) =>
        $"{question.Snapshot.Id.Value:N}/{question.Stage}/{question.Sequence}/{question.Step}/{string.Join('|', question.Actions)}";
}
