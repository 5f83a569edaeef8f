using System.Text.Json;
using FollowUpAgent.Contacts;

namespace FollowUpAgent.Dispatch;

/// <summary>A contact as the fields that templates name: the standard ones and its own.</summary>
internal static class ContactFields
{
    /// <summary>All fields by name; a standard one wins over an own one of the same name.</summary>
    public static Dictionary<string, object?> Of(Contact contact)
    {
        var fields = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(contact.Fields)!
            .ToDictionary(f => f.Key, f => (object?)f.Value.ToString(), StringComparer.Ordinal);
        fields["firstName"] = contact.FirstName;
        fields["lastName"] = contact.LastName;
        fields["fullName"] = FullName(contact);
        fields["email"] = contact.Address;
        fields["company"] = contact.Company;
        fields["jobTitle"] = contact.JobTitle;
        fields["language"] = contact.Language;
        fields["country"] = contact.Country;
        fields["city"] = contact.City;
        return fields;
    }

    /// <summary>First and last name, as far as they are known; or null.</summary>
    public static string? FullName(Contact contact)
    {
        var name = string.Join(' ', new[] { contact.FirstName, contact.LastName }.Where(n => !string.IsNullOrWhiteSpace(n)));
        return name.Length > 0 ? name : null;
    }
}
