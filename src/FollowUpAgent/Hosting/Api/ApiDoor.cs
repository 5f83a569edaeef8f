namespace FollowUpAgent.Hosting.Api;

/// <summary>Lets in whoever has a key of the scope that an endpoint needs, before a byte of the body is read.</summary>
internal static class ApiDoor
{
    private static readonly object Known = new();

    /// <summary>Lets only keys with this scope call the endpoint; others get 401 and no hint why.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, ApiScope scope)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ScopeMark(scope));

    /// <summary>Turns away whoever has no such key.</summary>
    public static void UseApiDoor(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<ScopeMark>() is not { } mark || context.ApiCaller()?.Scope >= mark.Scope)
        {
            await next(context);
            return;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        await Results.Problem(
            statusCode: StatusCodes.Status401Unauthorized, title: "No valid key", detail: $"Send 'Authorization: Bearer fua_…' with scope {mark.Scope}.").ExecuteAsync(context);
    });

    /// <summary>Lets a write that names itself take place once.</summary>
    public static void UseIdempotency(this IApplicationBuilder app) => app.Use((context, next) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ScopeMark>() is null || HttpMethods.IsGet(context.Request.Method) || !context.Request.Headers.ContainsKey(Idempotency.Header)
            ? next(context)
            : context.RequestServices.GetRequiredService<Idempotency>().AnswerAsync(context, next));

    /// <summary>Whose valid key came with the request; null where none did.</summary>
    public static ApiCaller? ApiCaller(this HttpContext context)
    {
        if (!context.Items.TryGetValue(Known, out var caller))
        {
            context.Items[Known] = caller = context.RequestServices.GetRequiredService<ApiKeys>().Find(Bearer(context));
        }

        return (ApiCaller?)caller;
    }

    private static string? Bearer(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : null;
    }
}

/// <summary>What a key must be allowed to do for an endpoint.</summary>
internal sealed record ScopeMark(ApiScope Scope);
