using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace FollowUpAgent.Reports.Rendering;

/// <summary>A report as JSON: as it is stored, and for scripts with the sentences of one language beside it.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { AskForNothing } },
    };

    // For a script a part that the week has not is null and no missing key.
    private static readonly string[] Parts = ["goals", "groups", "uplift", "works", "notYetKnowable", "exploration", "people", "tasks", "lostLeads", "deliverability", "loopHealth", "models", "forecasts"];

    private static readonly JsonSerializerOptions Indented = new(Options) { WriteIndented = true };

    /// <summary>The text to store.</summary>
    public static string Store(WeeklyReport report) => JsonSerializer.Serialize(report, Options);

    /// <summary>A stored report.</summary>
    public static WeeklyReport Read(string text) =>
        JsonSerializer.Deserialize<WeeklyReport>(text, Options) ?? throw new FormatException("The stored report is empty.");

    /// <summary>For scripts: the figures, with headline and proposals as sentences.</summary>
    public static string Write(WeeklyReport report, Texts texts)
    {
        var json = JsonSerializer.SerializeToNode(report, Options)!.AsObject();
        json["headline"] = JsonSerializer.SerializeToNode(report.Headline.Select(texts.Say));
        json["proposals"] = JsonSerializer.SerializeToNode(report.Proposals.Select(texts.Say));
        json["language"] = texts.Language;
        foreach (var part in Parts.Where(p => !json.ContainsKey(p)))
        {
            json[part] = null;
        }

        return json.ToJsonString(Indented);
    }

    // What is null is not written, and a report that was stored by an older version lacks what came later.
    private static void AskForNothing(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            property.IsRequired = false;
        }
    }
}
