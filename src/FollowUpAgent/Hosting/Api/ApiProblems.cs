using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using FollowUpAgent.Hosting.Listeners;
using Microsoft.AspNetCore.Diagnostics;

namespace FollowUpAgent.Hosting.Api;

/// <summary>Gives every refusal of the API a body that says what, which and what to do (RFC 9457), also where the server refused before an endpoint did.</summary>
internal static class ApiProblems
{
    private static readonly string BodyLimit = string.Create(CultureInfo.InvariantCulture, $"Send at most {ApiGroup.MostBodyBytes} bytes, a longer list in parts.");

    /// <summary>Adds the reader of requests that could not be read.</summary>
    public static void AddApiProblems(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddExceptionHandler<UnreadableRequests>();
        // What a caller wrote is no fault of ours: it is answered, and not logged. Everything else is.
        services.Configure<ExceptionHandlerOptions>(o => o.SuppressDiagnosticsCallback = c => IsCallers(c.Exception));
        // Thrown, not swallowed: only the exception knows which line of the body, or which parameter.
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
    }

    // PostgreSQL keeps no U+0000 in texts (22021, https://www.postgresql.org/docs/current/errcodes-appendix.html); no name or text that is meant has one.
    private static bool IsCallers(Exception exception) => exception is BadHttpRequestException or DbException { SqlState: "22021" };

    /// <summary>Gives a body to answers of the API that have none.</summary>
    public static void UseApiProblems(this IApplicationBuilder app) => app.UseStatusCodePages(page =>
        IsApi(page.HttpContext) ? ProblemOf(page.HttpContext).ExecuteAsync(page.HttpContext) : Task.CompletedTask);

    /// <summary>Whether the request came to where the API answers, also if nothing is there.</summary>
    public static bool IsApi(HttpContext context) =>
        context.CameThrough(Listener.Private) && (context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) || context.Request.Path == ApiDocument.Path);

    private static IResult ProblemOf(HttpContext context)
    {
        var response = context.Response;
        if (response.StatusCode == StatusCodes.Status429TooManyRequests)
        {
            response.Headers.RetryAfter = "1";
        }

        var (title, detail) = response.StatusCode switch
        {
            StatusCodes.Status404NotFound when !context.Request.Path.StartsWithSegments(ApiGroup.Path) => ("Nothing is here", $"The API is at {ApiGroup.Path}."),
            StatusCodes.Status404NotFound => ("Nothing is here", $"GET {ApiDocument.Path} lists every endpoint and the form of its ids."),
            StatusCodes.Status405MethodNotAllowed => ("Not by this method", $"{context.Request.Method} is not answered here: expected {response.Headers.Allow}."),
            StatusCodes.Status413PayloadTooLarge => ("The body is too large", BodyLimit),
            StatusCodes.Status415UnsupportedMediaType => ("The body is not JSON", "Send it with 'Content-Type: application/json', uncompressed."),
            StatusCodes.Status429TooManyRequests => ("Too many requests", "This key asks more often than Api:PerSecond allows. Come again after 'Retry-After' seconds."),
            _ => ("The request cannot be carried out", null),
        };
        return Results.Problem(statusCode: response.StatusCode, title: title, detail: detail);
    }

    /// <summary>Answers requests whose body, path or query could not be read, and what failed on our side.</summary>
    private sealed class UnreadableRequests : IExceptionHandler
    {
        /// <inheritdoc />
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            if (exception is not BadHttpRequestException && !IsApi(httpContext))
            {
                return false;
            }

            await AnswerTo(exception).ExecuteAsync(httpContext);
            return true;
        }

        private static IResult AnswerTo(Exception exception) => exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problem(StatusCodes.Status413PayloadTooLarge, "The body is too large", BodyLimit),
            BadHttpRequestException { InnerException: JsonException json } => Problem(StatusCodes.Status400BadRequest, "The body cannot be read", PlaceOf(json)),
            DbException when IsCallers(exception) => Problem(StatusCodes.Status400BadRequest, "A text cannot be kept", "It holds the character U+0000."),
            BadHttpRequestException bad => Problem(bad.StatusCode, "The request cannot be read", bad.Message),
            _ => Problem(StatusCodes.Status500InternalServerError, "The agent failed at this request", "Nothing is wrong with the request. See the agent's log, and send it again."),
        };

        // The library's own message may quote the body, and names types of ours.
        private static string PlaceOf(JsonException json) => string.Create(
            CultureInfo.InvariantCulture,
            $"At '{json.Path ?? "$"}', line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1}: not JSON, deeper than {ApiJson.MostDepth} levels, a name given twice, or another type than expected.");

        private static IResult Problem(int status, string title, string detail) => Results.Problem(statusCode: status, title: title, detail: detail);
    }
}
