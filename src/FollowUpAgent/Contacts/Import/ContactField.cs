namespace FollowUpAgent.Contacts.Import;

/// <summary>The standard fields of a contact that a column can fill.</summary>
internal enum ContactField
{
    /// <summary>The mail address.</summary>
    Address,

    /// <summary>First name.</summary>
    FirstName,

    /// <summary>Last name.</summary>
    LastName,

    /// <summary>Company.</summary>
    Company,

    /// <summary>Job title.</summary>
    JobTitle,

    /// <summary>Language.</summary>
    Language,

    /// <summary>Country.</summary>
    Country,

    /// <summary>City.</summary>
    City,

    /// <summary>Time zone.</summary>
    TimeZone,

    /// <summary>Why the person may be mailed.</summary>
    LawfulBasis,

    /// <summary>What the basis rests on.</summary>
    BasisNote,

    /// <summary>Since when the basis holds.</summary>
    BasisDate,

    /// <summary>Where the data came from.</summary>
    Source,

    /// <summary>Whether the data came from someone else than the person.</summary>
    FromElsewhere,

    /// <summary>Whether the person may be profiled.</summary>
    Profiling,

    /// <summary>Whether opens and clicks may be tracked.</summary>
    Tracking,

    /// <summary>Whether the person wants no mail: puts the address on the suppression list, and is no part of the contact.</summary>
    DoNotMail,
}
