using FollowUpAgent.Benchmarks.Ground;
using FollowUpAgent.Benchmarks.Hillstrom;
using FollowUpAgent.Cli.Demo;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Benchmarks.HillstromRun;

/// <summary>The agent of the eight weeks: one sequence of two steps three days apart, both mails as variants of each.</summary>
internal static class Season
{
    /// <summary>The sequence.</summary>
    public const string Sequence = "season";

    /// <summary>The own outcome.</summary>
    public const string Visit = "visit";

    /// <summary>What events are signed with.</summary>
    public const string Secret = "whsec_aGlsbHN0cm9tLWJlbmNobWFyay1zaWduaW5nLWtleQ==";

    private static readonly string[] Week = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    /// <summary>Writes the agent's folder.</summary>
    public static Task<AgentFolder> WriteAsync(string root, object storage, int mailPort, int publicPort) => BenchAgent.WriteAsync(
        root,
        storage,
        Worker.Listening(publicPort, new
        {
            Senders = new { shop = new { Name = "The shop", Address = "news@shop.test", PerDay = 100_000 } },
            Limits = new { PerDomainPerDay = 1_000_000 },
            Decisions = new { Features = new[] { "mens", "womens", "newbie", "channel" } },
            Dispatch = new { Batch = 200 },
            Autonomy = new { Default = "auto" },
            Delivery = new
            {
                Live = true,
                Relays = new Dictionary<string, object> { ["default"] = new { Host = "127.0.0.1", Port = mailPort, Security = "None", Connections = 8 } },
            },
            Outcomes = Outcomes(),
            Webhooks = new { Sources = new Dictionary<string, object> { [DemoFolder.EventSource] = new { Secrets = new[] { Secret } } } },
            Sequences = new Dictionary<string, object>
            {
                [Sequence] = new
                {
                    DayOffsets = new[] { 0 },
                    SendWindow = new { Days = Week, From = "00:00", Until = "24:00" },
                    PartsOfDay = new[] { new { Key = "day", From = "00:00", Until = "24:00" } },
                    Steps = new[] { Step("first", "00:00:00"), Step("second-mail", "3.00:00:00") },
                },
            },
        }),
        new Dictionary<string, string> { [$"{Sequence}/mens.en.md"] = Mail("men"), [$"{Sequence}/womens.en.md"] = Mail("women") });

    private static object Step(string key, string wait) => new
    {
        Key = key,
        Wait = wait,
        Thread = false,
        Variants = new[] { new { Key = Customers.Mens, Template = Customers.Mens }, new { Key = Customers.Womens, Template = Customers.Womens } },
    };

    // The shop wants visits and nothing else; a visit comes within two days.
    private static Dictionary<string, object> Outcomes() => new()
    {
        [Visit] = new { Weight = 1, Window = "2.00:00:00", PriorRate = 0.15 },
        [OutcomeCatalog.Goal] = new { Weight = 0 },
        [OutcomeCatalog.PositiveReply] = new { Weight = 0 },
        [OutcomeCatalog.Click] = new { Weight = 0 },
        [OutcomeCatalog.UnsubscribeOrNegative] = new { Weight = 0 },
    };

    private static string Mail(string whom) =>
        $$$"""
        ---
        subject: New this season for {{{whom}}}
        traits:
          range: {{{whom}}}
        ---
        Hello {{fallback firstName "there"}},

        the new [collection for {{{whom}}}](https://shop.test/{{{whom}}}) is here. You were last with us {{recency}} months ago: have a look.
        """;
}
