using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Pumps;

namespace FollowUpAgent.Storage;

/// <summary>Keeps a live agent's business time with the database's clock, so that several workers agree on what is due.</summary>
internal sealed class ClockPump(Database database, BusinessClock business, TimeProvider machine) : IPump
{
    /// <inheritdoc />
    public string Name => "clock";

    /// <inheritdoc />
    public TimeSpan Rest { get; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc />
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        var before = machine.GetTimestamp();
        var theirs = await database.ReadAsync(session => session.LeaseNowAsync(), cancellationToken);
        // The answer was read about half-way between asking and hearing.
        business.Follow(Micros.ToTime(theirs), before + ((machine.GetTimestamp() - before) / 2));
        return 0;
    }
}
