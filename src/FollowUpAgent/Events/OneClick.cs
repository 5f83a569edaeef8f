using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace FollowUpAgent.Events;

/// <summary>The body that says "unsubscribe" (RFC 8058, 3.1): <c>List-Unsubscribe=One-Click</c>, url-encoded or as multipart.</summary>
internal static class OneClick
{
    /// <summary>The field's name.</summary>
    public const string Name = "List-Unsubscribe";

    /// <summary>Its value.</summary>
    public const string Value = "One-Click";

    /// <summary>The field of the button that takes an unsubscribe back; ours, no mail program sends it.</summary>
    public const string Back = "Resubscribe";

    /// <summary>The largest body, in bytes.</summary>
    public const int MostBytes = 16 << 10;

    private static readonly FormOptions Limits = new() { ValueCountLimit = 20, MultipartBodyLengthLimit = MostBytes, MultipartHeadersCountLimit = 8 };

    /// <summary>Whether the body says it. A body that cannot be read says nothing.</summary>
    public static async Task<bool> IsSaidAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            // A request without a content type is read as url-encoded: no mail program must fail over it.
            var said = request.HasFormContentType
                ? (await request.ReadFormAsync(Limits, cancellationToken))[Name]
                : QueryHelpers.ParseQuery(await ReadTextAsync(request, cancellationToken)).GetValueOrDefault(Name);
            return said.Count == 1 && string.Equals(said[0]?.Trim(), Value, StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Whether the body takes it back: only the form of our own page does.</summary>
    public static async Task<bool> IsTakenBackAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return request.HasFormContentType && await request.ReadFormAsync(Limits, cancellationToken) is { Count: 1 } form && form[Back] is [Value];
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return false;
        }
    }

    private static async Task<string> ReadTextAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(request.Body);
        return (await reader.ReadToEndAsync(cancellationToken)).Trim();
    }
}
