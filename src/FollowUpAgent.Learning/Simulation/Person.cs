namespace FollowUpAgent.Learning.Simulation;

/// <summary>An invented person. What such a person answers follows from these features; the rest is for the envelope.</summary>
/// <param name="Number">From 1; the same seed and number always give the same person.</param>
/// <param name="FirstName">First name.</param>
/// <param name="LastName">Last name.</param>
/// <param name="Address">A mail address that cannot exist (RFC 2606); names the number.</param>
/// <param name="Company">Where the person works.</param>
/// <param name="Features">What the agent may know: language, seniority, size, source.</param>
/// <param name="TimeZone">IANA time zone.</param>
/// <param name="IsCustomer">A customer whose plan renews, rather than somebody who tries the product.</param>
/// <param name="AllowsTracking">Whether opens and clicks may be tracked.</param>
/// <param name="Mailbox">What stands before the person.</param>
public sealed record Person(
    int Number,
    string FirstName,
    string LastName,
    string Address,
    string Company,
    IReadOnlyDictionary<string, string> Features,
    string TimeZone,
    bool IsCustomer,
    bool AllowsTracking,
    Mailbox Mailbox)
{
    /// <summary>The language the person reads.</summary>
    public string Language => Features["language"];
}

/// <summary>What stands before a person and acts without them.</summary>
/// <param name="IsDead">Mails come back: nobody is there.</param>
/// <param name="FetchesPictures">A mail program loads the pixel by itself.</param>
/// <param name="FollowsLinks">A scanner looks at every link.</param>
/// <param name="IsAway">An answering machine says that the person is on holiday.</param>
public sealed record Mailbox(bool IsDead, bool FetchesPictures, bool FollowsLinks, bool IsAway);
