using System.Diagnostics;
using FollowUpAgent.Benchmarks.Ground;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Benchmarks;

/// <summary>One worker's planning: draw a slot, draw a variant, render, fill the outbox; nine slots and two variants, default shares.</summary>
internal sealed class PlanBenchmark(Figures figures)
{
    /// <summary>The settings.</summary>
    /// <param name="autonomy">Who decides.</param>
    public static object Settings(string autonomy) => new
    {
        Autonomy = new { Default = autonomy },
        Senders = new { anna = new { Name = "Anna", Address = "anna@acme.test", PerDay = 100_000 } },
        Limits = new { PerDomainPerDay = 1_000_000 },
        Dispatch = new { MostQueued = 1_000_000 },
        Sequences = new
        {
            hello = new
            {
                Steps = new[]
                {
                    new { Key = "first", Variants = new[] { new { Key = "plain", Template = "plain" }, new { Key = "asking", Template = "asking" } } },
                },
            },
        },
    };

    /// <summary>The templates, by name.</summary>
    public static readonly Dictionary<string, string> Templates = new()
    {
        ["hello/plain.en.md"] =
            """
            ---
            subject: Something for {{fallback firstName "you"}}
            ---
            Hello {{fallback firstName "there"}},

            this week we have **new arrivals** in our [shop](https://acme.test/new), and we kept some of them for {{fallback city "your city"}}.

            * free delivery until Sunday
            * [all sizes](https://acme.test/sizes), also the rare ones

            Anna
            """,
        ["hello/asking.en.md"] =
            """
            ---
            subject: What are you looking for, {{fallback firstName "friend"}}?
            ---
            Hello {{fallback firstName "there"}},

            may I ask what you are looking for? {{#if company}}For {{company}} I would begin [here](https://acme.test/business).{{/if}}
            Just answer this mail.

            Anna
            """,
    };

    /// <summary>Measures each database.</summary>
    public async Task RunAsync(int contacts, IReadOnlyList<DatabaseChoice> databases, CancellationToken cancellationToken)
    {
        await using var stage = new Stage();
        foreach (var database in databases)
        {
            var clock = HandClock.Monday;
            var folder = await BenchAgent.WriteAsync(
                stage.NewFolder(), await stage.NewStorageAsync(database, cancellationToken), Settings("auto"), Templates);
            await using var agent = await BenchAgent.OpenAsync(folder, clock, cancellationToken);
            await AddContactsAsync(agent, "warm", 200, cancellationToken);
            await PlanAsync(agent, clock, cancellationToken);
            await MeasureAsync(agent, clock, Stage.NameOf(database), contacts, cancellationToken);
        }
    }

    private async Task MeasureAsync(BenchAgent agent, HandClock clock, string name, int contacts, CancellationToken cancellationToken)
    {
        var there = await CountAsync(agent);
        var enrolling = await AddContactsAsync(agent, "person", contacts, cancellationToken);
        var before = Environment.CpuUsage.TotalTime;
        var (when, which) = await PlanAsync(agent, clock, cancellationToken);
        var spent = Environment.CpuUsage.TotalTime - before;
        var messages = await CountAsync(agent) - there;
        figures.Add($"{name}: enrolling", contacts / enrolling.TotalSeconds, "contacts/s");
        figures.Add($"{name}: when (slot or skip, {contacts} decisions)", contacts / when.TotalSeconds, "decisions/s");
        figures.Add($"{name}: which (variant, text, outbox, {messages} messages)", messages / which.TotalSeconds, "messages/s");
        figures.Add($"{name}: processor time of this process for a message", spent.TotalMilliseconds / messages, "ms");
        figures.Add($"{name}: planned in all", messages / (when + which).TotalSeconds, "messages/s", Target.AtLeast(name.StartsWith('S') ? 200 : 500));
    }

    private static async Task<TimeSpan> AddContactsAsync(BenchAgent agent, string prefix, int count, CancellationToken cancellationToken)
    {
        await Crowd.AddAsync(agent.Services, prefix, count, cancellationToken);
        var watch = Stopwatch.StartNew();
        await Crowd.EnrollAsync(agent.Services, cancellationToken);
        return watch.Elapsed;
    }

    // The slots lie in three days: the clock goes through them by the hour, and only the passes are timed.
    private static async Task<(TimeSpan When, TimeSpan Which)> PlanAsync(BenchAgent agent, HandClock clock, CancellationToken cancellationToken)
    {
        var when = await DrainAsync(agent.One<IPump, WhenPump>(), cancellationToken);
        var which = TimeSpan.Zero;
        for (var hour = 0; hour < 24 * 7; hour++)
        {
            which += await DrainAsync(agent.One<IPump, WhichPump>(), cancellationToken);
            clock.Advance(TimeSpan.FromHours(1));
        }

        return (when, which);
    }

    private static async Task<TimeSpan> DrainAsync(IPump pump, CancellationToken cancellationToken)
    {
        var worked = TimeSpan.Zero;
        while (true)
        {
            var watch = Stopwatch.StartNew();
            if (await pump.PassAsync(cancellationToken) == 0)
            {
                return worked;
            }

            worked += watch.Elapsed;
        }
    }

    private static async Task<int> CountAsync(BenchAgent agent) => (await agent.QueryAsync<int>("SELECT COUNT(*) FROM message"))[0];
}
