using System.Reflection;
using System.Security.Cryptography;

namespace FollowUpAgent.Dashboard;

/// <summary>The pages' own style and script, out of the assembly: the same however the agent was started.</summary>
internal static class AssetEndpoints
{
    private static readonly Dictionary<string, Lazy<Asset>> All = new()
    {
        ["dashboard.css"] = new(() => Asset.Read("dashboard.css", "text/css; charset=utf-8")),
        ["dashboard.js"] = new(() => Asset.Read("dashboard.js", "text/javascript; charset=utf-8")),
    };

    /// <summary>The path of an asset; another content has another path.</summary>
    public static string PathOf(string name) => $"/assets/{All[name].Value.Version}/{name}";

    /// <summary>Maps them. Browsers ask for an icon where a page, such as a report, names none.</summary>
    public static void MapAssets(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/favicon.ico", () => Results.NoContent());
        routes.MapGet("/assets/{version}/{name}", (string version, string name, HttpResponse response) => Serve(version, name, response));
    }

    private static IResult Serve(string version, string name, HttpResponse response)
    {
        if (!All.TryGetValue(name, out var asset) || asset.Value.Version != version)
        {
            return Results.NotFound();
        }

        response.Headers.CacheControl = "private, max-age=31536000, immutable";
        return Results.Bytes(asset.Value.Content, asset.Value.Type);
    }

    private sealed record Asset(byte[] Content, string Type, string Version)
    {
        public static Asset Read(string name, string type)
        {
            using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Assets/{name}")!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return new Asset(content, type, Convert.ToHexStringLower(SHA256.HashData(content))[..12]);
        }
    }
}
