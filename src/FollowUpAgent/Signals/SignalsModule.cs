using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.Signals.Import;

namespace FollowUpAgent.Signals;

/// <summary>The room that remembers what a contact does of own will.</summary>
internal static class SignalsModule
{
    /// <summary>Adds the page groups, the importer and what the room answers for a person; Events writes the rest.</summary>
    public static void AddSignals(this IServiceCollection services)
    {
        services.AddConfigured<SignalsOptions>(SignalsOptions.Section, o => o.Faults());
        services.AddSingleton<PageGroups>();
        services.AddSingleton<SignalImporter>();
        services.AddSingleton<IPersonalData, SignalsPersonalData>();
    }
}
