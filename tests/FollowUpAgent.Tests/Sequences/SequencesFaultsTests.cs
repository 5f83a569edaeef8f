using FollowUpAgent.Sequences;
using static FollowUpAgent.Tests.Sequences.SampleSequences;

namespace FollowUpAgent.Tests.Sequences;

public sealed class SequencesFaultsTests
{
    [Fact]
    public void A_small_sound_configuration_has_no_fault() => Assert.Empty(SequencesFaults.Of(Options()));

    [Fact]
    public void Nothing_configured_is_no_fault() => Assert.Empty(SequencesFaults.Of(new SequencesOptions()));

    [Theory]
    [InlineData("Europe/Amsterdm", "is 'Europe/Amsterdm': expected an IANA time zone, perhaps Europe/Amsterdam.")]
    [InlineData(null, "is missing: expected an IANA time zone, as in Europe/Amsterdam.")]
    public void A_fault_says_key_value_and_what_was_expected(string? zone, string line)
    {
        var options = Options(new SequenceOptions { Steps = Steps(0), DefaultTimeZone = zone });

        Assert.Equal([$"Sequences:welcome:DefaultTimeZone {line}"], SequencesFaults.Of(options).Select(fault => fault.ToString()));
    }

    [Fact]
    public void More_than_twelve_slots_are_refused()
    {
        var options = Options(new SequenceOptions
        {
            Steps = Steps(0),
            SendWindow = new SendWindowOptions { From = "00:00", Until = "24:00" },
            DayOffsets = [0, 1, 2, 3],
        });

        Assert.Equal("Sequences:welcome:DayOffsets", Assert.Single(SequencesFaults.Of(options)).Key);
    }

    [Fact]
    public void A_sequence_without_any_sender_is_refused()
    {
        var options = new SequencesOptions { Sequences = { ["welcome"] = new SequenceOptions { Steps = Steps(0) } } };

        Assert.Equal("Senders", Assert.Single(SequencesFaults.Of(options)).Key);
    }

    [Fact]
    public void Entries_that_are_null_are_faults_too()
    {
        var options = new SequencesOptions
        {
            Sequences =
            {
                ["none"] = null,
                ["holes"] = new SequenceOptions
                {
                    Steps = [null, new StepOptions { Variants = [null] }],
                    PartsOfDay = [null],
                    Senders = [null],
                },
            },
            Senders = { ["anna"] = null },
            Limits = new LimitsOptions { PerContact = [null] },
        };

        var keys = SequencesFaults.Of(options).Select(fault => fault.Key).ToHashSet();

        Assert.Superset(
            new HashSet<string>
            {
                "Limits:PerContact:0",
                "Senders:anna",
                "Sequences:holes:PartsOfDay:0",
                "Sequences:holes:Senders:0",
                "Sequences:holes:Steps:0",
                "Sequences:holes:Steps:1:Variants:0",
                "Sequences:none",
            },
            keys);
    }

    [Theory]
    [InlineData(0.8, 0.1, 0.1, 0.0, 0)]
    [InlineData(0.7, 0.1, 0.1, 0.1, 0)]
    [InlineData(0.8, 0.1, 0.1, 0.1, 1)]
    [InlineData(1.2, -0.2, 0.0, 0.0, 2)]
    [InlineData(double.NaN, 0.5, 0.5, 0.0, 1)]
    public void Shares_lie_between_0_and_1_and_add_up_to_1(double treatment, double control, double baseline, double holdout, int faults)
    {
        var options = new SequencesOptions
        {
            Groups = new GroupsOptions { Treatment = treatment, Control = control, Baseline = baseline, Holdout = holdout },
        };

        Assert.Equal(faults, SequencesFaults.Of(options).Count());
    }
}
