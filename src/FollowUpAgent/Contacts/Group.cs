namespace FollowUpAgent.Contacts;

/// <summary>Who decides for a contact. Fixed at its first enrollment, so that uplift can be measured between groups.</summary>
internal enum Group
{
    /// <summary>The agent decides.</summary>
    Treatment,

    /// <summary>Chance decides: a skip now and then, else any slot and any variant.</summary>
    Control,

    /// <summary>Business as usual: the first variant in the default slot.</summary>
    Baseline,

    /// <summary>Nothing is sent.</summary>
    Holdout,
}

/// <summary>The text form of a <see cref="Group"/> in the database and in JSON; it outlives a rename in code.</summary>
internal static class GroupText
{
    public static string ToText(this Group group) => group switch
    {
        Group.Treatment => "treatment",
        Group.Control => "control",
        Group.Baseline => "baseline",
        Group.Holdout => "holdout",
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, "No such group."),
    };

    public static Group Parse(string text) => text switch
    {
        "treatment" => Group.Treatment,
        "control" => Group.Control,
        "baseline" => Group.Baseline,
        "holdout" => Group.Holdout,
        _ => throw new FormatException($"'{text}' is no group: expected treatment, control, baseline or holdout."),
    };
}
