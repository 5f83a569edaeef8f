using System.Text;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace FollowUpAgent.Hosting.Api;

/// <summary>The description of the API as it is sent. Written once: that takes a tenth of a second, and the endpoints stay what they are.</summary>
internal sealed class ApiDocumentText([FromKeyedServices(ApiDocument.Name)] IOpenApiDocumentProvider maker)
{
    private readonly Lock making = new();
    private Task<byte[]>? made;

    /// <summary>The text, in UTF-8.</summary>
    public Task<byte[]> ReadAsync()
    {
        lock (making)
        {
            return made is null or { IsFaulted: true } ? made = WriteAsync() : made;
        }
    }

    // Not stopped when the caller hangs up: the next one has it then.
    private async Task<byte[]> WriteAsync()
    {
        var document = await maker.GetOpenApiDocumentAsync(CancellationToken.None);
        return Encoding.UTF8.GetBytes(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, CancellationToken.None));
    }
}
