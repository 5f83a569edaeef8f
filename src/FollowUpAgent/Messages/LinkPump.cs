using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Messages;

/// <summary>Remembers once where the links of the present templates lead, so that mails outlive a change of their template.</summary>
internal sealed class LinkPump(Database database, TemplateLibrary library) : IPump
{
    private bool isDone;

    /// <inheritdoc />
    public string Name => "links";

    /// <inheritdoc />
    public TimeSpan Rest { get; } = TimeSpan.FromHours(1);

    /// <inheritdoc />
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        if (!isDone)
        {
            await database.RememberLinksAsync(library, cancellationToken);
            isDone = true;
        }

        return 0;
    }
}
