namespace FollowUpAgent.Messages;

/// <summary>The fields of one mail: the contact's, and above them those that the system fills.</summary>
internal static class RenderFields
{
    private static readonly string[] PartsOfName = ["firstName", "lastName"];

    /// <summary>Every field the template names; a missing one is null.</summary>
    public static Dictionary<string, object?> Of(RenderRequest request, string postalAddress, string unsubscribeUrl)
    {
        var fields = request.Template.Fields.ToDictionary(
            field => field,
            field => FieldText.Datum(ContactField(field, request)),
            StringComparer.Ordinal);
        fields[FieldCatalog.UnsubscribeUrl] = unsubscribeUrl;
        fields[FieldCatalog.PostalAddress] = FieldText.Of(postalAddress);
        fields[FieldCatalog.SourceNotice] = request.NamesSource ? FieldText.Of(request.SourceNotice) : null;
        fields[FieldCatalog.SenderName] = FieldText.Of(request.Sender.From.Name) ?? request.Sender.From.Address;
        fields[FieldCatalog.SenderAddress] = request.Sender.From.Address;
        return fields;
    }

    // The address is always known, and a full name is known where its parts are.
    private static object? ContactField(string field, RenderRequest request)
    {
        var value = request.Fields.GetValueOrDefault(field);
        return FieldText.Of(value) is not null
            ? value
            : field switch
            {
                "email" => request.To.Address,
                "fullName" => string.Join(' ', PartsOfName
                    .Select(part => FieldText.Of(request.Fields.GetValueOrDefault(part))?.Trim())
                    .OfType<string>()),
                _ => null,
            };
    }
}
