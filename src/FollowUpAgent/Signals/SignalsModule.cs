using FollowUpAgent.Contacts;

namespace FollowUpAgent.Signals;

/// <summary>The room that remembers what a contact does of own will.</summary>
internal static class SignalsModule
{
    /// <summary>Adds what the room answers for a person; Events writes it.</summary>
    public static void AddSignals(this IServiceCollection services) => services.AddSingleton<IPersonalData, SignalsPersonalData>();
}
