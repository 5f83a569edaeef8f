namespace FollowUpAgent.Hosting.Api;

/// <summary>The description of the API (OpenAPI).</summary>
internal static class ApiDocument
{
    /// <summary>Where it is.</summary>
    public const string Path = "/openapi.json";
}
