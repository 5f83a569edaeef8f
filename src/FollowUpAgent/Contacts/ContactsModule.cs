using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Contacts;

/// <summary>The room that holds the people: import, suppression, export and erasure.</summary>
internal static class ContactsModule
{
    /// <summary>Adds the importers, the suppression list and the person's rights.</summary>
    public static void AddContacts(this IServiceCollection services)
    {
        services.AddConfigured<ContactsOptions>(ContactsOptions.Section, o => o.Faults());
        services.AddSingleton<AddressKeys>();
        services.AddSingleton<ContactImporter>();
        services.AddSingleton<ContactEntries>();
        services.AddSingleton<SuppressionImporter>();
        services.AddSingleton<SuppressionList>();
        services.AddSingleton<PersonalData>();
        services.AddSingleton<IPersonalData, ContactPersonalData>();
        services.AddSingleton<IPersonalData, AnswersPersonalData>();
    }
}
