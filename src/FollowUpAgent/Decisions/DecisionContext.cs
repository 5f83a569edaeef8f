using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Sequences;
using FollowUpAgent.Signals;

namespace FollowUpAgent.Decisions;

/// <summary>What a decision may know of a contact and a step: no name, no address, no free text.</summary>
internal sealed class DecisionContext(DecisionsOptions options)
{
    /// <summary>Begins the name of an own field.</summary>
    public const string FieldPrefix = "field.";

    private const int LongestValue = 40;

    /// <summary>The classes of <see cref="RecencyOf"/>.</summary>
    public static readonly IReadOnlyList<string> Recencies = ["never", "week", "month", "quarter", "older"];

    /// <summary>The classes of <see cref="FrequencyOf"/>.</summary>
    public static readonly IReadOnlyList<string> Frequencies = ["none", "one", "few", "many"];

    // A ledger row is at most 2 kB; slots, propensities and forecasts need the rest.
    private const int LongestFields = 400;

    // Models know the step by its key; how often a round was drawn says nothing of the contact.
    private static readonly HashSet<string> NotFeatures = ["stepNumber", "round"];

    /// <summary>What models may know of a context that <see cref="Of"/> wrote.</summary>
    public static ContactContext Parse(string context) => ContactContext.Parse(context, NotFeatures.Contains);

    /// <summary>What models of a recipe may learn from such a context.</summary>
    public static ContactContext Parse(string context, Recipe recipe) =>
        ContactContext.Parse(context, name => NotFeatures.Contains(name) || recipe.Hides(name));

    /// <summary>The context as compact JSON; of a contact that does not want to be profiled, the step alone.</summary>
    public string Of(Contact contact, Enrollment enrollment, Engagement engagement, SequenceDefinition definition, DateTimeOffset now)
    {
        var context = new Dictionary<string, object?> { ["stepNumber"] = enrollment.StepNumber, ["round"] = enrollment.Round };
        if (contact.Profiling)
        {
            context["language"] = contact.Language is { Length: <= 10 } language ? language : null;
            context["country"] = contact.Country is { Length: <= 2 } country ? country : null;
            context["company"] = contact.Company is not null;
            context["elsewhere"] = contact.FromElsewhere;
            AddEngagement(context, contact, engagement, now);
            foreach (var (part, count) in DayHabit.Of(contact, engagement, definition))
            {
                context[part] = count;
            }

            AddFields(context, contact.Fields);
        }

        return JsonSerializer.Serialize(context.Where(c => c.Value is not null).ToDictionary(c => c.Key, c => c.Value));
    }

    /// <summary>When a contact last engaged: in classes, so that a row says little about a person.</summary>
    public static string RecencyOf(Contact contact, Engagement engagement, DateTimeOffset now) =>
        (now - engagement.LastAt(contact.Tracking is true))?.TotalDays switch
        {
            null => "never",
            <= 7 => "week",
            <= 30 => "month",
            <= 90 => "quarter",
            _ => "older",
        };

    /// <summary>How often a contact engaged, in classes.</summary>
    public static string FrequencyOf(Contact contact, Engagement engagement) => engagement.Count(contact.Tracking is true) switch
    {
        0 => "none",
        1 => "one",
        <= 3 => "few",
        _ => "many",
    };

    // What only tracking tells is left out where nobody agreed to it.
    private static void AddEngagement(Dictionary<string, object?> context, Contact contact, Engagement engagement, DateTimeOffset now)
    {
        context["recency"] = RecencyOf(contact, engagement, now);
        context["frequency"] = FrequencyOf(contact, engagement);
    }

    private void AddFields(Dictionary<string, object?> context, string fields)
    {
        if (options.Features.Length == 0)
        {
            return;
        }

        using var document = JsonDocument.Parse(fields);
        var room = LongestFields;
        foreach (var name in options.Features)
        {
            if (document.RootElement.TryGetProperty(name, out var value) && value.ToString() is { Length: <= LongestValue } text)
            {
                // As JSON writes it: a letter beyond ASCII takes six bytes.
                room -= JsonEncodedText.Encode($"{FieldPrefix}{name}").EncodedUtf8Bytes.Length + JsonEncodedText.Encode(text).EncodedUtf8Bytes.Length + 6;
                if (room < 0)
                {
                    return;
                }

                context[$"{FieldPrefix}{name}"] = text;
            }
        }
    }
}
