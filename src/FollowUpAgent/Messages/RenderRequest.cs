namespace FollowUpAgent.Messages;

/// <summary>All that one mail is made of. Rendering reads nothing else but the options, so it repeats exactly.</summary>
internal sealed record RenderRequest
{
    /// <summary>The activated template.</summary>
    public required Template Template { get; init; }

    /// <summary>The message; Message-ID and tokens derive from it.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The contact's fields by name: text, numbers and booleans. Names that the template does not use do no harm.</summary>
    public required IReadOnlyDictionary<string, object?> Fields { get; init; }

    /// <summary>The contact's address and name.</summary>
    public required Mailbox To { get; init; }

    /// <summary>Who sends it.</summary>
    public required MailIdentity Sender { get; init; }

    /// <summary>The Date header.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>The Message-IDs of the thread that this mail continues, oldest first, without angle brackets.</summary>
    public IReadOnlyList<string> PreviousMessageIds { get; init; } = [];

    /// <summary>Whether the pixel may be put in.</summary>
    public bool TracksOpens { get; init; }

    /// <summary>Whether links may lead by way of us.</summary>
    public bool TracksClicks { get; init; }

    /// <summary>Whether this is the first mail to a contact whose data came from elsewhere: it must then name the source.</summary>
    public bool NamesSource { get; init; }

    /// <summary>Where the contact's data came from, as a sentence for the contact; printed only if <see cref="NamesSource"/>.</summary>
    public string? SourceNotice { get; init; }
}

/// <summary>What came of rendering one mail.</summary>
internal abstract record RenderOutcome
{
    /// <summary>The mail is ready. The fingerprint changes with what the contact reads, and not with tokens or tracking.</summary>
    public sealed record Rendered(OutgoingMail Mail, string Fingerprint) : RenderOutcome;

    /// <summary>This one mail must not leave, for a reason that names fields and never their values.</summary>
    public sealed record Quarantined(string Reason) : RenderOutcome;
}
