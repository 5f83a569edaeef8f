namespace FollowUpAgent.Contacts;

/// <summary>The room that holds the people.</summary>
internal static class ContactsModule
{
    /// <summary>Adds what the room needs.</summary>
    public static void AddContacts(this IServiceCollection services) => services.AddSingleton<AddressKeys>();
}
