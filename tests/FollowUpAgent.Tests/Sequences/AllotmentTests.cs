using System.Text;
using FollowUpAgent.Contacts;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Tests.Sequences;

public sealed class AllotmentTests
{
    private static readonly byte[] Salt = Encoding.ASCII.GetBytes("a salt of at least sixteen bytes");
    private static readonly GroupShares Usual = new(.8, .1, .1, 0, AllotmentUnit.Contact);
    private static readonly GroupShares Even = new(.4, .3, .2, .1, AllotmentUnit.Contact);

    // Chi-square, three degrees of freedom: 16.27 is passed by chance once in a thousand; these keys are always the same.
    [Fact]
    public void Groups_get_their_shares()
    {
        var allotment = new Allotment(Salt, Even);

        var counts = Enumerable.Range(0, 100_000).Select(i => allotment.GroupOf(Key(i), [], true)).CountBy(group => group).ToDictionary();

        var chiSquare = new[] { (Group.Treatment, .4), (Group.Control, .3), (Group.Baseline, .2), (Group.Holdout, .1) }
            .Sum(share => Math.Pow(counts[share.Item1] - (100_000 * share.Item2), 2) / (100_000 * share.Item2));
        Assert.InRange(chiSquare, 0, 16.27);
    }

    [Fact]
    public void A_share_of_nothing_gets_nobody()
    {
        var allotment = new Allotment(Salt, Usual);

        var groups = Enumerable.Range(0, 20_000).Select(i => allotment.GroupOf(Key(i), [], true)).Distinct();

        Assert.Equal([Group.Treatment, Group.Control, Group.Baseline], groups.Order());
    }

    [Fact]
    public void The_same_salt_and_address_give_the_same_group_in_every_process()
    {
        var allotment = new Allotment(Salt, Even);

        var groups = Enumerable.Range(0, 12).Select(i => allotment.GroupOf(Key(i), [], true).ToText()[..1]);

        Assert.Equal("tctttcthccch", string.Concat(groups));
    }

    [Fact]
    public void Another_salt_deals_anew()
    {
        var one = new Allotment(Salt, Even);
        var other = new Allotment(Encoding.ASCII.GetBytes("another salt of sixteen or more"), Even);

        var same = Enumerable.Range(0, 10_000).Count(i => one.GroupOf(Key(i), [], true) == other.GroupOf(Key(i), [], true));

        // By chance .16 + .09 + .04 + .01 = .30 of them agree.
        Assert.InRange(same, 2_800, 3_200);
    }

    [Fact]
    public void Everybody_of_a_company_shares_its_group_where_companies_are_allotted()
    {
        var allotment = new Allotment(Salt, Even with { Unit = AllotmentUnit.Company });

        var groups = Enumerable.Range(0, 1_000).Select(i => allotment.GroupOf(Key(i), Key(-1), true)).Distinct();

        Assert.Single(groups);
    }

    [Fact]
    public void A_contact_without_a_company_is_allotted_on_its_own()
    {
        var byContact = new Allotment(Salt, Even);
        var byCompany = new Allotment(Salt, Even with { Unit = AllotmentUnit.Company });

        Assert.All(
            Enumerable.Range(0, 100),
            i => Assert.Equal(byContact.GroupOf(Key(i), Key(-1), true), byCompany.GroupOf(Key(i), [], true)));
    }

    [Fact]
    public void Who_declines_profiling_is_in_baseline_whatever_the_shares()
    {
        var allotment = new Allotment(Salt, new GroupShares(.9, 0, 0, .1, AllotmentUnit.Contact));

        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(Group.Baseline, allotment.GroupOf(Key(i), [], allowsProfiling: false)));
    }

    [Fact]
    public void A_short_salt_is_refused() => Assert.Throws<ArgumentException>(() => new Allotment(new byte[15], Usual));

    private static byte[] Key(int i) => Encoding.ASCII.GetBytes($"contact{i}@example.com");
}
