using FollowUpAgent.Oversight.People;

namespace FollowUpAgent.Tests.Oversight.People;

public sealed class StaffTests
{
    private static readonly Staff Nobody = new([]);

    private static readonly Staff Three = new(new Dictionary<string, PersonOptions?>
    {
        ["vera"] = new() { Name = "Vera", Role = PersonRole.Viewer },
        ["paul"] = new() { Name = "Paul", Role = PersonRole.Approver },
        ["anna"] = new() { Name = "Anna", Role = PersonRole.Admin },
    });

    [Theory]
    [InlineData("anna", true)]
    [InlineData("Anna van Dijk", true)]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData(null, false)]
    [InlineData("an\nna", false)]
    [InlineData("anna@acme.test", false)]
    public void Where_nobody_is_configured_any_name_counts_as_an_admins(string? by, bool may) =>
        Assert.Equal(may, Nobody.May(by, Deed.Direct) == new Permission.Granted(by));

    [Fact]
    public void A_name_is_no_longer_than_100_letters()
    {
        Assert.IsType<Permission.Granted>(Nobody.May(new string('a', 100), Deed.Suppress));
        Assert.IsType<Permission.Unnamed>(Nobody.May(new string('a', 101), Deed.Suppress));
    }

    [Theory]
    [InlineData("vera", nameof(Deed.SeeToTask), false)]
    [InlineData("paul", nameof(Deed.SeeToTask), true)]
    [InlineData("paul", nameof(Deed.Pause), true)]
    [InlineData("paul", nameof(Deed.Direct), false)]
    [InlineData("paul", nameof(Deed.ResumeSender), false)]
    [InlineData("anna", nameof(Deed.Direct), true)]
    [InlineData("ANNA", nameof(Deed.Erase), true)]
    public void Where_people_are_configured_the_role_decides(string by, string deed, bool may)
    {
        var permission = Three.May(by, Enum.Parse<Deed>(deed));

        Assert.Equal(may, permission == new Permission.Granted(by.ToLowerInvariant()));
        Assert.Equal(!may, permission is Permission.Forbidden { Reason.Length: > 20 });
    }

    [Fact]
    public void Somebody_unknown_learns_who_is_known() =>
        Assert.Contains("anna, paul, vera", Assert.IsType<Permission.Unnamed>(Three.May("bob", Deed.SeeToTask)).Reason, StringComparison.Ordinal);

    [Fact]
    public void What_needed_no_name_needs_one_as_soon_as_people_are_configured()
    {
        Assert.Equal(new Permission.Granted(null), Nobody.May(null, Deed.Suppress, mayBeUnnamed: true));
        Assert.IsType<Permission.Unnamed>(Three.May(null, Deed.Suppress, mayBeUnnamed: true));
    }

    [Fact]
    public void People_without_an_admin_are_a_fault_and_so_is_a_person_without_a_name()
    {
        var faults = PersonOptions.Faults(new Dictionary<string, PersonOptions?> { ["Paul"] = new() { Role = PersonRole.Approver, Address = "nowhere" } });

        Assert.Equal(["People:Paul", "People:Paul:Name", "People:Paul:Address", "People"], faults.Select(f => f.Key));
    }
}
