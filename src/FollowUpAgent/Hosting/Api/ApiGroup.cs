using System.Threading.RateLimiting;
using FollowUpAgent.Hosting.Listeners;

namespace FollowUpAgent.Hosting.Api;

/// <summary>The group in which every room maps its JSON endpoints: private door, key, scope, limit, problem details.</summary>
internal static class ApiGroup
{
    /// <summary>Where it is. The number changes when a caller that worked would not work any more, and not before.</summary>
    public const string Path = "/api/v1";

    /// <summary>The largest request body, in bytes.</summary>
    public const long MostBodyBytes = 1 << 20;

    private const string LimitPolicy = "api-key";

    /// <summary>A limiter for each key, so that one script cannot starve another; whoever has none shares one with the like.</summary>
    public static void AddApiLimits(this IServiceCollection services) => services.AddRateLimiter(limiter =>
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.AddPolicy(LimitPolicy, context => RateLimitPartition.GetTokenBucketLimiter(
            context.ApiCaller()?.Id ?? "",
            _ => Bucket(context.RequestServices.GetRequiredService<ApiOptions>().PerSecond)));
    });

    /// <summary>The group, and its description.</summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder routes)
    {
        routes.MapApiDocument().AnswerOn(Listener.Private).RequireRateLimiting(LimitPolicy).Needs(ApiScope.Read);
        return routes.MapGroup(Path).AnswerOn(Listener.Private).RequireRateLimiting(LimitPolicy)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status500InternalServerError);
    }

    private static TokenBucketRateLimiterOptions Bucket(int perSecond) => new()
    {
        TokenLimit = perSecond,
        TokensPerPeriod = perSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
    };
}
