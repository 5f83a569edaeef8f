using System.Globalization;
using System.Threading.RateLimiting;
using FollowUpAgent.Hosting.Listeners;

namespace FollowUpAgent.Hosting.Api;

/// <summary>The group in which every room maps its JSON endpoints: private door, key, scope, limit, problem details.</summary>
internal static class ApiGroup
{
    /// <summary>The largest request body, in bytes.</summary>
    public const long MostBodyBytes = 1 << 20;

    private const string LimitPolicy = "api-key";

    /// <summary>A limiter for each key, so that one script cannot starve another.</summary>
    public static void AddApiLimits(this IServiceCollection services) => services.AddRateLimiter(limiter =>
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.AddPolicy(LimitPolicy, context => RateLimitPartition.GetTokenBucketLimiter(
            KeyIdOf(context) ?? "none",
            _ => Bucket(context.RequestServices.GetRequiredService<ApiOptions>().PerSecond)));
    });

    /// <summary>The group <c>/api</c>.</summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api").AnswerOn(Listener.Private).RequireRateLimiting(LimitPolicy);

    /// <summary>Lets only keys with this scope call the endpoint; others get 401 and no hint why.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder endpoint, ApiScope scope) =>
        endpoint.AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            var keys = context.RequestServices.GetRequiredService<ApiKeys>();
            if (keys.Check(Bearer(context), scope) is not null)
            {
                return await next(invocation);
            }

            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Results.Problem(
                statusCode: StatusCodes.Status401Unauthorized,
                title: "No valid key",
                detail: string.Create(CultureInfo.InvariantCulture, $"Send 'Authorization: Bearer fua_…' with scope {scope}."));
        });

    private static string? Bearer(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : null;
    }

    private static string? KeyIdOf(HttpContext context)
    {
        var key = Bearer(context);
        var end = key?.LastIndexOf('_') ?? -1;
        return end > 0 ? key![..end] : null;
    }

    private static TokenBucketRateLimiterOptions Bucket(int perSecond) => new()
    {
        TokenLimit = perSecond,
        TokensPerPeriod = perSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
    };
}
