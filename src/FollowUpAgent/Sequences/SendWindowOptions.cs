namespace FollowUpAgent.Sequences;

/// <summary>When mails may leave, in the contact's own time zone. Section <c>Sequences:&lt;key&gt;:SendWindow</c>.</summary>
internal sealed class SendWindowOptions
{
    /// <summary>The days of the week: Mon, Tue, Wed, Thu, Fri, Sat, Sun. Default: Mon to Fri. At least one.</summary>
    public string?[]? Days { get; init; }

    /// <summary>The local time from which mails may leave. Default: 09:00. From 00:00.</summary>
    public string? From { get; init; } = "09:00";

    /// <summary>The local time at which mails stop leaving. Default: 17:00. After From, at most 24:00.</summary>
    public string? Until { get; init; } = "17:00";
}

/// <summary>One part of the day. Section <c>Sequences:&lt;key&gt;:PartsOfDay:&lt;n&gt;</c>.</summary>
internal sealed class PartOfDayOptions
{
    /// <summary>The name of the part, unique in its sequence; slots carry it, as in d0-morning. Required.</summary>
    public string? Key { get; init; }

    /// <summary>The local time at which the part begins. Required.</summary>
    public string? From { get; init; }

    /// <summary>The local time at which the part is over. Required: after From, at most 24:00.</summary>
    public string? Until { get; init; }
}
