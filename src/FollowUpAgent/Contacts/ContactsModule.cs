using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Contacts;

/// <summary>The room that holds the people: import and suppression.</summary>
internal static class ContactsModule
{
    /// <summary>Adds the importers and the suppression list.</summary>
    public static void AddContacts(this IServiceCollection services)
    {
        services.AddConfigured<ContactsOptions>(ContactsOptions.Section, o => o.Faults());
        services.AddSingleton<AddressKeys>();
        services.AddSingleton<ContactImporter>();
        services.AddSingleton<SuppressionImporter>();
        services.AddSingleton<SuppressionList>();
    }
}
