using System.Text;
using FollowUpAgent.Sequences;
using Microsoft.Extensions.Configuration;

namespace FollowUpAgent.Tests.Sequences;

/// <summary>The faults of sequences as they stand in a file, where keys can be misspelt and entries left empty.</summary>
public sealed class WrittenSequencesTests
{
    [Fact]
    public void Every_fault_of_a_bad_configuration_is_listed_at_once()
    {
        var options = Bound("""
            {
              "BlackoutDates": ["2026-12-24", "24 December"],
              "Sequences": {
                "Bad_Key": {
                  "Steps": [
                    { "Key": "hello", "Wait": "-1.00:00:00", "Thread": true, "Variants": [{ "Key": "a", "Template": "../../etc" }] },
                    { "Key": "hello", "Variants": [] },
                    {
                      "Wait": "400.00:00:00",
                      "Variants": [{ "Key": "b", "Template": "b" }, { "Key": "b", "Template": "c", "Traits": { "tone": "" } }]
                    }
                  ],
                  "SendWindow": { "Days": ["Mon", "Someday", "mon"], "From": "17:00", "Until": "09:00" },
                  "DayOffsets": [0, 1, 1, 31],
                  "BlackoutDates": ["2027-01-02/2026-12-24"],
                  "DefaultLanguage": "english",
                  "DefaultTimeZone": "Europe/Amsterdm",
                  "Senders": ["anna", "bert"],
                  "StopOn": ["reply", "smile"],
                  "Reentry": "sometimes",
                  "Tracking": "on",
                  "MaxDuration": "00:00:00"
                },
                "parts": {
                  "Steps": [{ "Key": "one", "Variants": [{ "Key": "a", "Template": "a" }] }],
                  "PartsOfDay": [
                    { "Key": "night", "From": "01:00", "Until": "04:00" },
                    { "Key": "early", "From": "09:00", "Until": "12:00" },
                    { "Key": "early", "From": "11:00", "Until": "13:00" },
                    { "Key": "late", "From": "13:00", "Until": "25:00" },
                    { "Key": "later", "From": "15:00", "Until": "17:00" }
                  ]
                }
              },
              "Senders": {
                "anna": {
                  "Address": "anna at example.com",
                  "ReplyTo": "x",
                  "PerDay": 0,
                  "TimeZone": "CTE",
                  "RampUp": { "FirstDay": 2, "GrowthPerDay": 0 }
                }
              },
              "Limits": {
                "PerContact": [{ "Messages": 0, "Within": "00:10:00" }],
                "PerDomainPerDay": 0,
                "Domains": { "not a domain": 5, "example.com": -1 }
              },
              "Groups": { "Treatment": 0.5, "Unit": "household" }
            }
            """);

        var faults = SequencesFaults.Of(options);

        Assert.Equal(
            [
                "BlackoutDates:1",
                "Groups",
                "Groups:Unit",
                "Limits:Domains:example.com",
                "Limits:Domains:not a domain",
                "Limits:PerContact:0:Messages",
                "Limits:PerContact:0:Within",
                "Limits:PerDomainPerDay",
                "Senders:anna:Address",
                "Senders:anna:Name",
                "Senders:anna:PerDay",
                "Senders:anna:RampUp:FirstDay",
                "Senders:anna:RampUp:GrowthPerDay",
                "Senders:anna:RampUp:StartedOn",
                "Senders:anna:ReplyTo",
                "Senders:anna:TimeZone",
                "Sequences:Bad_Key",
                "Sequences:Bad_Key:BlackoutDates:0",
                "Sequences:Bad_Key:DayOffsets",
                "Sequences:Bad_Key:DayOffsets:3",
                "Sequences:Bad_Key:DefaultLanguage",
                "Sequences:Bad_Key:DefaultTimeZone",
                "Sequences:Bad_Key:MaxDuration",
                "Sequences:Bad_Key:Reentry",
                "Sequences:Bad_Key:SendWindow:Days:1",
                "Sequences:Bad_Key:SendWindow:Days:2",
                "Sequences:Bad_Key:SendWindow:Until",
                "Sequences:Bad_Key:Senders:1",
                "Sequences:Bad_Key:Steps:0:Thread",
                "Sequences:Bad_Key:Steps:0:Variants:0:Template",
                "Sequences:Bad_Key:Steps:0:Wait",
                "Sequences:Bad_Key:Steps:1:Key",
                "Sequences:Bad_Key:Steps:1:Variants",
                "Sequences:Bad_Key:Steps:1:Wait",
                "Sequences:Bad_Key:Steps:2:Key",
                "Sequences:Bad_Key:Steps:2:Variants:1:Key",
                "Sequences:Bad_Key:Steps:2:Variants:1:Traits:tone",
                "Sequences:Bad_Key:Steps:2:Wait",
                "Sequences:Bad_Key:StopOn:1",
                "Sequences:Bad_Key:Tracking",
                "Sequences:parts:DayOffsets",
                "Sequences:parts:PartsOfDay:0",
                "Sequences:parts:PartsOfDay:2:From",
                "Sequences:parts:PartsOfDay:2:Key",
                "Sequences:parts:PartsOfDay:3:Until",
            ],
            faults.Select(fault => fault.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Empty_entries_are_faults_and_not_crashes()
    {
        var options = Bound("""
            {
              "BlackoutDates": [null],
              "Sequences": {
                "none": null,
                "empty": {
                  "Steps": [null, {}],
                  "PartsOfDay": [null],
                  "SendWindow": { "Days": [] },
                  "DayOffsets": [],
                  "Senders": [],
                  "StopOn": [null]
                }
              },
              "Senders": { "anna": null },
              "Limits": { "PerContact": [null] }
            }
            """);

        var faults = SequencesFaults.Of(options);

        Assert.Equal(
            [
                "BlackoutDates:0",
                "Limits:PerContact:0:Messages",
                "Limits:PerContact:0:Within",
                "Senders:anna:Address",
                "Senders:anna:Name",
                "Sequences:empty:DayOffsets",
                "Sequences:empty:PartsOfDay:0:From",
                "Sequences:empty:PartsOfDay:0:Key",
                "Sequences:empty:PartsOfDay:0:Until",
                "Sequences:empty:SendWindow:Days",
                "Sequences:empty:Senders",
                "Sequences:empty:Steps:0:Key",
                "Sequences:empty:Steps:0:Variants",
                "Sequences:empty:Steps:1:Key",
                "Sequences:empty:Steps:1:Variants",
                "Sequences:empty:Steps:1:Wait",
                "Sequences:empty:StopOn:0",
                "Sequences:none:Steps",
            ],
            faults.Select(fault => fault.Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{ "Sequences": null, "Senders": null, "BlackoutDates": null, "Limits": null, "Groups": null }""")]
    [InlineData("""{ "Sequences": {}, "Senders": {}, "BlackoutDates": [], "Limits": {}, "Groups": {} }""")]
    [InlineData("""{ "Limits": { "PerContact": null, "Domains": null }, "BlackoutDates": "" }""")]
    public void An_empty_section_is_as_good_as_none(string json) => Assert.Empty(SequencesFaults.Of(Bound(json)));

    [Fact]
    public void Unknown_keys_and_unreadable_values_are_listed_with_all_the_other_faults()
    {
        var configuration = Configuration("""
            {
              "Elsewhere": { "Wiat": 1 },
              "Sequences": {
                "welcome": {
                  "Steps": [
                    { "Key": "one", "Wiat": "1.00:00:00", "Variants": [{ "Key": "a", "Template": "a" }] },
                    { "Key": "two", "Wait": "3 days", "Variants": { "0": { "Key": ["a"], "Template": "A!" } } }
                  ],
                  "DayOffsets": [0, "tomorrow"],
                  "SendWindow": "always",
                  "Exclusive": "maybe",
                  "MaxDuration": "72:00:00",
                  "DefaultTimeZone": "Europe/Madird"
                }
              },
              "Senders": { "anna": { "Name": "Anna", "Address": "anna@example.com", "PerDay": "many", "RampUp": { "Secret": "hunter2" } } },
              "Limits": { "Domains": { "example.com": 1.5 } },
              "Groups": { "Treatment": "most" }
            }
            """);

        var faults = SequencesFaults.In(configuration);

        Assert.Equal(
            [
                "Groups:Treatment is 'most': expected a number, as in 0.5.",
                "Limits:Domains:example.com is '1.5': expected a whole number.",
                "Senders:anna:PerDay is 'many': expected a whole number.",
                "Senders:anna:RampUp:Secret is 'an unknown key': expected one of StartedOn, FirstDay, GrowthPerDay.",
                "Sequences:welcome:DayOffsets:1 is 'tomorrow': expected a whole number.",
                "Sequences:welcome:DefaultTimeZone is 'Europe/Madird': expected an IANA time zone, perhaps Europe/Madrid.",
                "Sequences:welcome:Exclusive is 'maybe': expected true or false.",
                "Sequences:welcome:MaxDuration is '72:00:00': expected a time as days.hours:minutes:seconds, as in 3.00:00:00.",
                "Sequences:welcome:SendWindow is 'always': expected an object with Days, From, Until, not a single value.",
                "Sequences:welcome:Steps:0:Wiat is 'an unknown key': expected one of Key, Wait, Variants, Thread.",
                "Sequences:welcome:Steps:1:Variants:0:Key is 'a list or an object': expected a text.",
                $"Sequences:welcome:Steps:1:Variants:0:Template is 'A!': expected the name of a template: {KeyRule.Expected}.",
                "Sequences:welcome:Steps:1:Wait is '3 days': expected a time as days.hours:minutes:seconds, as in 3.00:00:00.",
            ],
            faults.Select(fault => fault.ToString()).Order(StringComparer.Ordinal));
    }

    internal static SequencesOptions Bound(string json) => Configuration(json).Get<SequencesOptions>()!;

    private static IConfigurationRoot Configuration(string json) => new ConfigurationBuilder()
        .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json)))
        .Build();
}
