namespace FollowUpAgent.Hosting.Pumps;

/// <summary>Background work that every worker shares through the database, one pass at a time.</summary>
internal interface IPump
{
    /// <summary>The pump's name in logs and on <c>/health</c>, in kebab-case.</summary>
    string Name { get; }

    /// <summary>How long to rest after a pass that found nothing to do.</summary>
    TimeSpan Rest { get; }

    /// <summary>How long to rest after a pass that moved something; asked for after each.</summary>
    TimeSpan Breath => TimeSpan.Zero;

    /// <summary>Does one bounded piece of work. Harmless when repeated.</summary>
    /// <returns>How many items it moved on; 0 when there was nothing to do.</returns>
    Task<int> PassAsync(CancellationToken cancellationToken);
}
