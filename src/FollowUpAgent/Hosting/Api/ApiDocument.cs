using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace FollowUpAgent.Hosting.Api;

/// <summary>
/// The description of the API (OpenAPI 3.1), made from the endpoints themselves. It asks for a key like the API whose part it is: who may read anything
/// may read it, and who may not learns nothing of the agent's version.
/// </summary>
internal static class ApiDocument
{
    /// <summary>Where it is.</summary>
    public const string Path = "/openapi.json";

    /// <summary>Its name among the services.</summary>
    public const string Name = "v1";

    private const string Key = "key";

    // With which the group refuses any write, besides what its endpoint says.
    private static readonly (string Status, string Says)[] OfWrites =
    [
        ("409", "The first request with this idempotency key is still running."),
        ("413", "The body is too large."),
        ("415", "The body is not JSON."),
        ("422", "The idempotency key was used for another request."),
    ];

    /// <summary>Adds its maker.</summary>
    public static void AddApiDocument(this IServiceCollection services)
    {
        services.AddSingleton<ApiDocumentText>();
        services.AddOpenApi(Name, Steer);
    }

    /// <summary>Maps it.</summary>
    public static IEndpointConventionBuilder MapApiDocument(this IEndpointRouteBuilder routes) => routes.MapGet(
        Path, async (ApiDocumentText document) => Results.Bytes(await document.ReadAsync(), "application/json"));

    private static void Steer(OpenApiOptions options)
    {
        // The pages and the public door are not for programs that are told what to call.
        options.ShouldInclude = d => d.RelativePath?.StartsWith(ApiGroup.Path[1..], StringComparison.Ordinal) is true;
        options.AddDocumentTransformer(IntroduceAsync);
        options.AddOperationTransformer(CompleteAsync);
        options.AddSchemaTransformer(TellIdsAsync);
    }

    /// <summary>Says what an endpoint is called, what it does and what it answers with 200.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="name">Its operation id.</param>
    /// <param name="summary">What it does, in one sentence.</param>
    /// <param name="refusals">The statuses with which it refuses, beside those of every endpoint.</param>
    public static RouteHandlerBuilder Tells<TAnswer>(this RouteHandlerBuilder endpoint, string name, string summary, params ReadOnlySpan<int> refusals) =>
        endpoint.Tells(name, summary, refusals).Produces<TAnswer>();

    /// <summary>The same where it answers with another status.</summary>
    public static RouteHandlerBuilder Tells(this RouteHandlerBuilder endpoint, string name, string summary, params ReadOnlySpan<int> refusals)
    {
        endpoint.WithName(name).WithSummary(summary);
        foreach (var status in refusals)
        {
            endpoint.ProducesProblem(status);
        }

        return endpoint;
    }

    private static Task IntroduceAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "FollowUpAgent",
            Version = Name,
            Description = "Times are UTC. Lists come in pages: ask again with 'cursor' as the page before gave it in 'next'. Refusals are problem details (RFC 9457).",
        };
        // Where it is reached depends on who asks, through which proxy.
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Key] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key that 'followup key' printed." },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Key, document)] = [] }];
        return Task.CompletedTask;
    }

    // What a converter of ours writes, the maker cannot know.
    private static Task TellIdsAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (IdJson.IsId(Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type))
        {
            (schema.Type, schema.Format) = (JsonSchemaType.String, "uuid");
        }

        return Task.CompletedTask;
    }

    private static Task CompleteAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>().Where(p => p.In is ParameterLocation.Query) ?? [])
        {
            parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
        }

        if (HttpMethods.IsGet(context.Description.HttpMethod ?? ""))
        {
            return Task.CompletedTask;
        }

        (operation.Parameters ??= []).Add(new OpenApiParameter
        {
            Name = Idempotency.Header,
            In = ParameterLocation.Header,
            Description = "Makes it safe to send the request again: the same key and request get the first answer, once more.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = Idempotency.LongestKey },
        });
        foreach (var (status, says) in OfWrites)
        {
            // All problems have one form.
            operation.Responses!.TryAdd(status, new OpenApiResponse { Description = says, Content = operation.Responses["401"].Content });
        }

        return Task.CompletedTask;
    }
}
