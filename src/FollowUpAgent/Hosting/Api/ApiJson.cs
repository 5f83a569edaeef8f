using System.Text.Json;
using System.Text.Json.Serialization;

namespace FollowUpAgent.Hosting.Api;

/// <summary>How the API reads and writes JSON.</summary>
internal static class ApiJson
{
    /// <summary>How deep a body may be nested; nothing that is meant goes deeper than five.</summary>
    public const int MostDepth = 32;

    /// <summary>Sets the bounds of what is read.</summary>
    public static void AddApiJson(this IServiceCollection services) => services.ConfigureHttpJsonOptions(json =>
    {
        json.SerializerOptions.MaxDepth = MostDepth;
        // Two readers of {"by":"anna","by":"bob"} may see two people.
        json.SerializerOptions.AllowDuplicateProperties = false;
        json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower));
        json.SerializerOptions.Converters.Add(new IdJson());
    });
}
