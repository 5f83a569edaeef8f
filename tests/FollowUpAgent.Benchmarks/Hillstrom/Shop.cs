using System.Text.Json.Nodes;
using FollowUpAgent.Benchmarks.Ground;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Benchmarks.Hillstrom;

/// <summary>The agent of the show: one sequence of one step with the variants of the experiment, sent to a sink.</summary>
internal static class Shop
{
    /// <summary>The sequence.</summary>
    public const string Sequence = "season";

    /// <summary>The source of events.</summary>
    public const string Source = "shop";

    /// <summary>What events are signed with.</summary>
    public const string Secret = "whsec_aGlsbHN0cm9tLWJlbmNobWFyay1zaWduaW5nLWtleQ==";

    /// <summary>The own outcome.</summary>
    public const string Visit = "visit";

    /// <summary>How long after a mail a visit belongs to it: so short that decisions mature within the run.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private static readonly Dictionary<string, string> Templates = new()
    {
        [$"{Sequence}/mens.en.md"] =
            """
            ---
            subject: New this season for men
            ---
            Hello {{fallback firstName "there"}},

            the new [men's collection](https://shop.test/mens) is here. You were last with us {{recency}} months ago: have a look.
            """,
        [$"{Sequence}/womens.en.md"] =
            """
            ---
            subject: New this season for women
            ---
            Hello {{fallback firstName "there"}},

            the new [women's collection](https://shop.test/womens) is here. You were last with us {{recency}} months ago: have a look.
            """,
    };

    /// <summary>On how many days a contact's slot may lie. Those of the later days are the remaining contacts.</summary>
    public static int Days(bool treatmentOnly) => treatmentOnly ? 2 : 3;

    /// <summary>How many to enroll for so many mails today: baseline is mailed today, the others on any of the days or not at all.</summary>
    public static int EnrolledFor(int mails, bool treatmentOnly) => (int)(mails * (treatmentOnly ? 2.4 : 3));

    /// <summary>Writes the agent's folder.</summary>
    public static Task<AgentFolder> WriteAsync(string root, object storage, int mailPort, int publicPort, bool treatmentOnly)
    {
        var settings = Worker.Listening(publicPort, new
        {
            Senders = new { shop = new { Name = "The shop", Address = "news@shop.test", PerDay = 100_000 } },
            Limits = new { PerDomainPerDay = 1_000_000 },
            // A killed worker's mails come back within seconds; a mail takes milliseconds here.
            Dispatch = new { Lease = "00:00:15", LeaseMargin = "00:00:05", ConfirmWindow = "00:00:01" },
            Autonomy = new { Default = "auto" },
            Delivery = new
            {
                Live = true,
                Relays = new Dictionary<string, object> { ["default"] = new { Host = "127.0.0.1", Port = mailPort, Security = "None", Connections = 8 } },
            },
            Outcomes = Outcomes(),
            Webhooks = new { Sources = new Dictionary<string, object> { [Source] = new { Secrets = new[] { Secret } } } },
            Sequences = new Dictionary<string, object>
            {
                [Sequence] = new
                {
                    DayOffsets = Enumerable.Range(0, Days(treatmentOnly)).ToArray(),
                    SendWindow = new { Days = new[] { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" }, From = "00:00", Until = "24:00" },
                    PartsOfDay = new[] { new { Key = "day", From = "00:00", Until = "24:00" } },
                    Steps = new[]
                    {
                        new
                        {
                            Key = "mail",
                            Wait = "00:00:00",
                            Variants = new[] { Variant(Customers.Mens), Variant(Customers.Womens) },
                        },
                    },
                },
            },
        });
        if (treatmentOnly)
        {
            settings["Groups"] = new JsonObject { ["Treatment"] = 1, ["Control"] = 0, ["Baseline"] = 0 };
        }

        return BenchAgent.WriteAsync(root, storage, settings, Templates);
    }

    // The shop wants visits and nothing else. Outcomes that take weeks to mature would add their doubt to every draw until then.
    private static Dictionary<string, object> Outcomes() => new()
    {
        [Visit] = new { Weight = 1, Window = $"{Window}", PriorRate = 0.15 },
        [OutcomeCatalog.Goal] = new { Weight = 0 },
        [OutcomeCatalog.PositiveReply] = new { Weight = 0 },
        [OutcomeCatalog.Click] = new { Weight = 0 },
        [OutcomeCatalog.UnsubscribeOrNegative] = new { Weight = 0 },
    };

    private static object Variant(string name) => new { Key = name, Template = name };
}
