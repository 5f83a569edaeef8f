using Xunit.Abstractions;

namespace FollowUpAgent.Tests.Events.Machines;

/// <summary>How many machines are found and how many people are taken for one, on simulated visitors.</summary>
public sealed class RecallTests(ITestOutputHelper output)
{
    private const int Mails = 2000;

    [Fact]
    public void Scanners_that_show_themselves_are_found()
    {
        var visitors = new Visitors(7);

        Assert.True(Share("Barracuda-like, all links 3 s after delivery", visitors.Barracuda) > 0.9);
        Assert.True(Share("Safe-Links-like, one link after 40 min and the hidden one", visitors.SafeLinks) > 0.99);
        Assert.True(Share("asks for heads, then for all", visitors.HeadProber) > 0.95);
        Assert.Equal(1, Share("Apple's privacy proxy (opens)", visitors.ApplePrivacy));
        Assert.Equal(1, Share("Gmail's picture proxy (opens)", visitors.GmailPictures));
    }

    [Fact]
    public void A_scanner_that_clicks_once_like_a_person_is_not_found() =>
        Assert.Equal(0, Share("Safe-Links-like that spares the hidden link", new Visitors(8).SafeLinksThatSeesTheTrap));

    [Fact]
    public void People_are_taken_for_people()
    {
        var visitors = new Visitors(9);

        Assert.Equal(0, Share("one or two links, minutes to days later", visitors.Person));
        Assert.Equal(0, Share("one link after 11 to 20 s", visitors.QuickPerson));
        Assert.Equal(0, Share("a link, then the page to unsubscribe", visitors.PersonWhoMayLeave));
        Assert.Equal(0, Share("a person behind a Barracuda-like scanner", visitors.PersonBehindBarracuda, ofPeople: true));
        Assert.InRange(Share("three links in tabs within 6 to 20 s", visitors.PersonWithTabs), 0.2, 0.4);
    }

    // The share of clicks and opens that are called a machine's.
    private double Share(string name, Func<Visit> visit, bool ofPeople = false)
    {
        var labels = Enumerable.Range(0, Mails).SelectMany(_ => visit().Labels()).Where(l => !ofPeople || Visitors.IsPersons(l.Fetch)).ToList();
        var machines = labels.Count(l => l.Label.IsMachine);
        output.WriteLine($"{name}: {machines} of {labels.Count} called a machine's ({100.0 * machines / labels.Count:0.0} %)");
        return (double)machines / labels.Count;
    }
}
