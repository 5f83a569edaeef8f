using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>The room that plans: it draws what is due, fills the outbox and keeps the protocol of handing over.</summary>
internal static class DispatchModule
{
    /// <summary>Adds planning, outbox and recovery.</summary>
    public static void AddDispatch(this IServiceCollection services)
    {
        services.AddConfigured<DispatchOptions>(DispatchOptions.Section, o => o.Faults());
        services.AddSingleton<Progress>();
        services.AddSingleton<Planner>();
        services.AddSingleton<PlanStore>();
        services.AddSingleton<HandOver>();
        services.AddSingleton<IPersonalData, DispatchPersonalData>();
        services.AddSingleton<IPump, WhenPump>();
        services.AddSingleton<IPump, WhichPump>();
        services.AddSingleton<IPump, RecoveryPump>();
        services.AddSingleton<IHealthSign, OutboxSign>();
    }

    /// <summary>Puts right what a change of configuration or a killed worker left behind. Run once before the pumps.</summary>
    /// <param name="database">The database.</param>
    /// <param name="catalog">The configuration in force.</param>
    /// <param name="isOnlyWorker">True where no other worker can be alive (SQLite): claims of the dead one are given back at once.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static Task PutRightAsync(this Database database, SequenceCatalog catalog, bool isOnlyWorker, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                if (catalog.Senders.Count > 0)
                {
                    await session.HandSendersOverAsync([.. catalog.Senders.Select(s => s.Key)], catalog.Senders[0].Key);
                }

                if (isOnlyWorker)
                {
                    await session.ReleaseEnrollmentClaimsAsync();
                    await session.ExecuteAsync("UPDATE message SET lease_until = 0 WHERE state IN ('leased', 'sending')");
                }
            },
            cancellationToken);
}
