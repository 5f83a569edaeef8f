namespace FollowUpAgent.Dashboard;

/// <summary>A page that every other one leads to.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">The end of the keys of its texts.</param>
internal sealed record PageLink(string Path, string Name)
{
    /// <summary>All of them, in the order in which people need them.</summary>
    public static readonly IReadOnlyList<PageLink> All =
    [
        new("/", "today"),
        new("/approvals", "approvals"),
        new("/tasks", "tasks"),
        new("/sequences", "sequences"),
        new("/contacts", "contacts"),
        new("/decisions", "decisions"),
        new("/learning", "learning"),
        new("/scenarios", "scenarios"),
        new("/lost-leads", "leads"),
        new("/reports", "reports"),
        new("/deliverability", "deliverability"),
    ];
}
