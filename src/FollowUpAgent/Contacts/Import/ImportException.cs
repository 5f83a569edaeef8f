namespace FollowUpAgent.Contacts.Import;

/// <summary>The file or the request cannot be imported (any further); the message says where and what to do, and quotes no cell of a row.</summary>
internal sealed class ImportException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The same fault, where what was read before it stays.</summary>
    public ImportException AfterOthers() => new($"{Message} What comes before this line is imported.", this);
}
