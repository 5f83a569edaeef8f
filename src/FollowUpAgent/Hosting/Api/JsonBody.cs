using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace FollowUpAgent.Hosting.Api;

/// <summary>A body that an endpoint reads by hand, so that one bad part of it does not spoil the rest; within the bounds of <see cref="ApiJson"/>.</summary>
/// <param name="Root">The body.</param>
internal sealed record JsonBody(JsonElement Root)
{
    /// <summary>Reads it, for the framework.</summary>
    /// <exception cref="BadHttpRequestException">It is no JSON, or not said to be.</exception>
    public static async ValueTask<JsonBody?> BindAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new BadHttpRequestException("Send it with 'Content-Type: application/json'.", StatusCodes.Status415UnsupportedMediaType);
        }

        var options = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        try
        {
            return new JsonBody(await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, options, context.RequestAborted));
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException("The body is no JSON.", StatusCodes.Status400BadRequest, e);
        }
    }
}
