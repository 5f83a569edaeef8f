using System.Text.Json;

namespace FollowUpAgent.Hosting.Api;

/// <summary>
/// A body that an endpoint reads by hand, so that one bad part of it does not spoil the rest. No deeper than <see cref="ApiJson.MostDepth"/>; names that are
/// there twice, or are no text, are for the endpoint to see.
/// </summary>
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

        try
        {
            using var document = await JsonDocument.ParseAsync(
                context.Request.Body, new JsonDocumentOptions { MaxDepth = ApiJson.MostDepth }, context.RequestAborted);
            return new JsonBody(document.RootElement.Clone());
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException("The body is no JSON.", StatusCodes.Status400BadRequest, e);
        }
    }
}
