using FollowUpAgent.Events;
using FollowUpAgent.Events.Machines;
using FollowUpAgent.Messages;

namespace FollowUpAgent.Tests.Events.Machines;

public sealed class MachineScoreTests
{
    private static readonly DateTimeOffset Sent = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Requests as "second kind/link network marks", the first of them judged; then visits; then the reasons.</summary>
    public static TheoryData<string[], int[], string> Cases => new()
    {
        { ["3600 1 a"], [], "" },
        { ["15 1 a"], [], "" },
        { ["9 1 a"], [], "early+3" },
        { ["600 65535 a"], [], "honeypot+10" },
        { ["600 1 a head"], [], "head+10" },
        { ["600 1 a proxy"], [], "proxy+10" },
        { ["600 1 a source"], [], "source+10" },
        { ["600 1 a agent"], [], "listed+3" },
        { ["600 1 a agent,network"], [], "listed+3" },
        { ["3 1 a agent"], [], "early+3 listed+3" },
        { ["600 1 a", "604 2 b", "610 3 c"], [], "burst+4" },
        { ["610 3 a", "604 2 b", "600 1 c"], [], "burst+4" },
        { ["600 1 a", "605 2 b", "611 3 c"], [], "" },
        { ["600 1 a", "601 1 b", "602 1 c"], [], "" },
        { ["600 1 a", "601 2 a"], [], "" },
        { ["600 1 a", "601 2 a", "602 u a"], [], "burst+4 unsubscribe-nearby+2" },
        { ["600 1 a", "602 u a"], [], "unsubscribe-nearby+2" },
        { ["600 1 a", "640 u a"], [], "" },
        { ["600 1 a", "1800 65535 a"], [], "honeypot-nearby+5" },
        { ["1800 1 a", "600 65535 a"], [], "honeypot-nearby+5" },
        { ["600 1 a", "1800 65535 b"], [], "" },
        { ["600 1 a", "606 65535 b"], [], "honeypot-nearby+5" },
        { ["90000 1 a", "600 65535 a"], [], "" },
        { ["600 1 a", "598 1 a head"], [], "head-nearby+3" },
        { ["600 1 a", "598 1 b head"], [], "" },
        { ["1800 1 a", "598 1 a head"], [], "" },
        { ["600 1 a", "1800 65535 a"], [620], "honeypot-nearby+5 confirmed-5" },
        { ["600 1 a", "601 2 a", "602 3 a"], [620], "burst+4" },
        { ["602 3 a", "600 1 a", "601 2 a"], [620], "burst+4 confirmed-5" },
        { ["600 1 a"], [599], "" },
        { ["600 1 a"], [1201], "" },
        { ["600 65535 a"], [620], "honeypot+10" },
        { ["5 open a proxy"], [], "proxy+10 early+3" },
        { ["5 open a"], [], "early+3" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_label_is_the_sum_of_its_reasons(string[] fetches, int[] visits, string reasons)
    {
        var read = fetches.Select(Read).ToList();
        var evidence = new Evidence(
            [.. read.OrderBy(f => f.OccurredAt)], Sent, [.. visits.Select(v => new Presence(Sent.AddSeconds(v), TimeSpan.FromMinutes(10)))]);

        Assert.Equal(reasons, MachineScore.Of(read[0], evidence).Reasons);
    }

    [Theory]
    [InlineData(0, false, 0.03)]
    [InlineData(3, false, 0.38)]
    [InlineData(4, true, 0.62)]
    [InlineData(7, true, 0.97)]
    [InlineData(-5, false, 0.0)]
    public void Four_points_are_a_machine_and_the_even_chance_lies_right_below(int score, bool isMachine, double probability)
    {
        var label = new MachineLabel(score, "");

        Assert.Equal((isMachine, probability), (label.IsMachine, Math.Round(label.Probability, 2)));
        Assert.Equal(label.IsMachine, label.Probability > 0.5);
    }

    [Fact]
    public void Every_click_of_a_burst_is_a_machines_also_the_first_and_the_last()
    {
        var burst = new[] { "3 1 a", "4 2 a", "5 3 a" }.Select(Read).ToList();
        var evidence = new Evidence(burst, Sent, []);

        Assert.All(burst, f => Assert.Equal("burst+4 early+3", MachineScore.Of(f, evidence).Reasons));
    }

    private static Fetch Read(string text, int place)
    {
        var parts = text.Split(' ');
        return new Fetch
        {
            Id = new Guid(place + 1, 0, 0, new byte[8]),
            Kind = parts[1] switch { "u" => EventKind.UnsubscribeViewed, "open" => EventKind.Opened, _ => EventKind.Clicked },
            Link = int.TryParse(parts[1], out var link) ? link : null,
            Network = parts[2],
            Marks = parts.Length > 3 ? parts[3].Replace(',', ' ') : null,
            OccurredAt = Sent.AddSeconds(int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture)),
        };
    }

    [Fact]
    public void The_honeypot_has_a_number_that_no_other_link_can_have() => Assert.True(TrackedLink.Honeypot > 200);
}
