namespace FollowUpAgent.Events;

/// <summary>Why a mail came back, as far as server and words tell.</summary>
internal enum BounceClass
{
    /// <summary>Nothing says why.</summary>
    Undetermined,

    /// <summary>There is no such mailbox, or no such host.</summary>
    Hard,

    /// <summary>The mailbox is there and does not take it now: full, suspended.</summary>
    Soft,

    /// <summary>The sender is refused, not the person: block lists, authentication, rules of the server.</summary>
    Policy,

    /// <summary>The message is refused: too large, a virus, a broken form.</summary>
    Content,

    /// <summary>A trouble that passes: a time-out, greylisting, a queue; also a notice of a delay.</summary>
    Transient,
}

/// <summary>The text form of a <see cref="BounceClass"/>, in database and webhooks.</summary>
internal static class BounceClassText
{
    /// <summary>The text.</summary>
    public static string ToText(this BounceClass reason) => reason switch
    {
        BounceClass.Undetermined => "undetermined",
        BounceClass.Hard => "hard",
        BounceClass.Soft => "soft",
        BounceClass.Policy => "policy",
        BounceClass.Content => "content",
        BounceClass.Transient => "transient",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "No such class."),
    };

    /// <summary>The class that a text names, or null.</summary>
    public static BounceClass? Read(string? text) =>
        Enum.GetValues<BounceClass>().Where(c => c.ToText() == text).Select(c => (BounceClass?)c).FirstOrDefault();
}
