using System.Text.Json;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Tests.House;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace FollowUpAgent.Tests.Hosting;

public sealed class ApiDocumentTests
{
    [Fact]
    public async Task Every_endpoint_of_the_group_is_in_the_document_with_what_it_does_takes_and_answers()
    {
        await using var api = await ApiInTest.ServeAsync(DatabaseKind.Sqlite);
        var endpoints = api.Agent.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText?.StartsWith(ApiGroup.Path, StringComparison.Ordinal) is true)
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => (Method: method, Path: PathOf(e), Endpoint: e)))
            .ToList();

        var text = await api.Reader.GetStringAsync("/openapi.json");
        var document = JsonDocument.Parse(text).RootElement;
        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Select(o => (Method: o.Name.ToUpperInvariant(), Path: p.Name, Is: o.Value))).ToList();

        Assert.True(endpoints.Count > 30, $"{endpoints.Count} endpoints");
        Assert.Equal(
            endpoints.Select(e => $"{e.Method} {e.Path}").Order(StringComparer.Ordinal), operations.Select(o => $"{o.Method} {o.Path}").Order(StringComparer.Ordinal));
        Assert.All(endpoints, e => Assert.NotNull(e.Endpoint.Metadata.GetMetadata<ScopeMark>()));
        Assert.All(operations, o => Assert.True(IsTold(o.Is), $"{o.Method} {o.Path}: {o.Is}"));
        Assert.Equal(operations.Count, operations.Select(o => o.Is.GetProperty("operationId").GetString()).Distinct().Count());
        // Sending a webhook again takes no words.
        Assert.All(operations.Where(o => o.Method is "POST" or "PUT" && !o.Path.EndsWith("/resend", StringComparison.Ordinal)), o => Assert.True(o.Is.TryGetProperty("requestBody", out _), o.Path));
        Assert.All(operations.SelectMany(o => ParametersOf(o.Is)), p => Assert.True(char.IsLower(p[0]) || p == Idempotency.Header, p));
        Assert.Equal(operations.Where(o => o.Method != "GET").Select(o => o.Path), operations.Where(o => ParametersOf(o.Is).Contains(Idempotency.Header)).Select(o => o.Path));
        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("key").GetProperty("scheme").GetString());
    }

    [Fact]
    public async Task The_document_is_OpenAPI_as_others_read_it_and_asks_for_a_key()
    {
        await using var api = await ApiInTest.ServeAsync(DatabaseKind.Sqlite);

        var (document, diagnostic) = OpenApiDocument.Parse(await api.Reader.GetStringAsync("/openapi.json"), "json");

        Assert.Empty(diagnostic!.Errors);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, diagnostic.SpecificationVersion);
        Assert.NotEmpty(document!.Paths);
        await ApiInTest.RefusalAsync(await api.Open(null).GetAsync("/openapi.json"), 401);
        using var outside = new HttpClient { BaseAddress = api.Agent.AddressOf(0) };
        Assert.Equal(404, (int)(await outside.GetAsync("/openapi.json")).StatusCode);
    }

    private static bool IsTold(JsonElement operation)
    {
        var responses = operation.GetProperty("responses");
        return operation.GetProperty("summary").GetString()!.EndsWith('.')
            && operation.GetProperty("tags").GetArrayLength() == 1
            && responses.TryGetProperty("401", out _)
            && responses.EnumerateObject().Where(r => r.Name.StartsWith('2')).Any(HasSchema)
            && responses.EnumerateObject().Where(r => r.Name[0] is '4').All(r => r.Value.GetProperty("content").TryGetProperty("application/problem+json", out _));
    }

    private static List<string> ParametersOf(JsonElement operation) => operation.TryGetProperty("parameters", out var parameters)
        ? [.. parameters.EnumerateArray().Select(p => p.GetProperty("name").GetString()!)]
        : [];

    private static bool HasSchema(JsonProperty response) =>
        response.Value.GetProperty("content").GetProperty("application/json").GetProperty("schema").EnumerateObject().Any();

    // A constraint of a route is no part of its path.
    private static string PathOf(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText!.Replace(":guid", "", StringComparison.Ordinal);
}
