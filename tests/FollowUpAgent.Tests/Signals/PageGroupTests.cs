using FollowUpAgent.Signals;

namespace FollowUpAgent.Tests.Signals;

public sealed class PageGroupTests
{
    private static readonly PageGroups Groups = new(new SignalsOptions
    {
        Pages = new() { ["pricing"] = ["/pricing*", "/*/prijzen"], ["jobs"] = ["/pricing/jobs*", "/jobs"], ["home"] = ["/"] },
    });

    [Theory]
    [InlineData("/pricing", "pricing")]
    [InlineData("/Pricing/EU?ref=ada@one.test#top", "pricing")]
    [InlineData("https://www.acme.test/pricing?x=1", "pricing")]
    [InlineData("/nl/prijzen", "pricing")]
    [InlineData("/%70ricing", "pricing")]
    [InlineData("/pricing/jobs/7", "jobs")]
    [InlineData("/jobs/7", null)]
    [InlineData("/", "home")]
    [InlineData("/about", null)]
    [InlineData("pricing", null)]
    [InlineData("javascript:/pricing", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_page_is_in_the_group_whose_pattern_says_most(string? page, string? expected) => Assert.Equal(expected, Groups.GroupOf(page));

    [Fact]
    public void A_path_beyond_all_bounds_is_in_no_group() => Assert.Null(Groups.GroupOf("/pricing" + new string('a', 5000)));

    [Fact]
    public void Settings_that_are_as_expected_have_no_fault()
    {
        var options = new SignalsOptions { Sites = ["https://www.acme.test", "http://localhost:8080"], Pages = new() { ["pricing"] = ["/pricing*"] } };

        Assert.Empty(options.Faults());
    }

    [Theory]
    [InlineData("www.acme.test")]
    [InlineData("https://www.acme.test/")]
    [InlineData("https://www.acme.test/shop")]
    [InlineData("http://www.acme.test")]
    [InlineData("https://a@www.acme.test")]
    [InlineData("https://WWW.acme.test")]
    [InlineData("*")]
    public void A_site_is_an_origin_and_nothing_else(string site)
    {
        var fault = Assert.Single(new SignalsOptions { Sites = [site] }.Faults());

        Assert.Equal(("Signals:Sites:0", site), (fault.Key, fault.Value));
    }

    [Theory]
    [InlineData("pricing", "pricing*", "Signals:Pages:pricing:0")]
    [InlineData("pricing", "/pri cing", "Signals:Pages:pricing:0")]
    [InlineData("pricing", "/pricing?x", "Signals:Pages:pricing:0")]
    [InlineData("Pricing!", "/pricing", "Signals:Pages:Pricing!")]
    [InlineData("other", "/Taken", "Signals:Pages:other:0")]
    public void A_pattern_that_nobody_can_mean_stops_the_start(string group, string pattern, string key)
    {
        var options = new SignalsOptions { Pages = new() { ["first"] = ["/taken"], [group] = [pattern] } };

        Assert.Equal(key, Assert.Single(options.Faults()).Key);
    }

    [Fact]
    public void What_is_null_in_the_file_is_a_fault_and_no_crash()
    {
        var options = new SignalsOptions { Sites = [null!], Pages = new() { ["none"] = null!, ["some"] = [null!] } };

        Assert.Equal(["Signals:Sites:0", "Signals:Pages:some:0"], options.Faults().Select(f => f.Key));
    }

    [Fact]
    public void Patterns_sites_and_time_are_bounded()
    {
        var options = new SignalsOptions
        {
            Sites = [.. Enumerable.Range(0, 51).Select(i => $"https://s{i}.acme.test")],
            Pages = new() { ["many"] = [.. Enumerable.Range(0, 501).Select(i => $"/{i}")] },
            KeepAnonymousFor = TimeSpan.FromDays(401),
        };

        Assert.Equal(["Signals:Sites", "Signals:Pages", "Signals:KeepAnonymousFor"], options.Faults().Select(f => f.Key));
    }
}
