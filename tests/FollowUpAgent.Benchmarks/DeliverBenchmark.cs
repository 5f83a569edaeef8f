using System.Diagnostics;
using System.Diagnostics.Metrics;
using FollowUpAgent.Benchmarks.Ground;
using FollowUpAgent.Delivery;
using FollowUpAgent.Delivery.Smtp;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Tests.House;
using Microsoft.Extensions.Logging.Abstractions;

namespace FollowUpAgent.Benchmarks;

/// <summary>
/// The delivery pump on a full outbox: claim, commit A, real SMTP, commit B. One sender and one recipient domain, so that every message
/// counts on the same two rows: the hardest case for the caps.
/// </summary>
internal sealed class DeliverBenchmark(Figures figures)
{
    private const int Turns = 3;
    private const int WarmUp = 200;

    // A pass goes on for several batches: a run may take so many more than it asked for.
    private const int MostBeyond = 500;
    private static readonly int[] Connections = [1, 4, 8];

    private static readonly object Settings = new
    {
        Senders = new { anna = new { Name = "Anna", Address = "anna@acme.test", PerDay = 100_000 } },
        Limits = new { PerDomainPerDay = 1_000_000 },
        Dispatch = new { MostQueued = 1_000_000 },
        Groups = new { Treatment = 0, Control = 0, Baseline = 1 },
        Sequences = new
        {
            hello = new { Steps = new[] { new { Key = "first", Variants = new[] { new { Key = "plain", Template = "plain" } } } } },
        },
    };

    private static readonly Dictionary<string, string> Templates = new()
    {
        ["hello/plain.en.md"] =
            """
            ---
            subject: Something for {{fallback firstName "you"}}
            ---
            Hello {{fallback firstName "there"}},

            this week we have **new arrivals** in our [shop](https://acme.test/new), and we kept some of them for {{fallback city "your city"}}.

            Anna
            """,
    };

    /// <summary>Measures each database, the numbers of connections taking turns.</summary>
    public async Task RunAsync(int messages, IReadOnlyList<DatabaseChoice> databases, CancellationToken cancellationToken)
    {
        await using var stage = new Stage();
        await using var sink = await SmtpSink.StartAsync(cancellationToken);
        foreach (var database in databases)
        {
            await MeasureAsync(stage, sink, database, messages, cancellationToken);
        }

        figures.Note($"Medians of {Turns} runs of {messages} messages, the numbers of connections taking turns. A command is one round trip; BEGIN travels with the first, COMMIT is one more.");
    }

    private async Task MeasureAsync(Stage stage, SmtpSink sink, DatabaseChoice database, int messages, CancellationToken cancellationToken)
    {
        var clock = HandClock.Monday;
        var folder = await BenchAgent.WriteAsync(stage.NewFolder(), await stage.NewStorageAsync(database, cancellationToken), Settings, Templates);
        await using var agent = await BenchAgent.OpenAsync(folder, clock, cancellationToken);
        await FillAsync(agent, clock, Connections.Length * (WarmUp + (Turns * messages) + ((Turns + 1) * MostBeyond)), cancellationToken);
        var pumps = Connections.ToDictionary(c => c, c => PumpOf(agent, clock, sink, c));
        foreach (var pump in pumps.Values)
        {
            await DeliverAsync(pump, WarmUp, cancellationToken);
        }

        var (rates, trips) = (Connections.ToDictionary(c => c, _ => new List<double>()), new List<double>());
        for (var turn = 0; turn < Turns; turn++)
        {
            foreach (var connections in Connections)
            {
                using var commands = new CommandCount();
                rates[connections].Add(await DeliverAsync(pumps[connections], messages, cancellationToken));
                trips.Add((double)commands.Count / messages);
            }
        }

        var name = Stage.NameOf(database);
        foreach (var connections in Connections)
        {
            await pumps[connections].DisposeAsync();
            figures.Add($"{name}: {connections} connections", Machine.Median(rates[connections]), "messages/s");
        }

        if (database is DatabaseChoice.Postgres)
        {
            figures.Add($"{name}: commands for a message", Machine.Median(trips), "");
        }
    }

    private static DeliveryPump PumpOf(BenchAgent agent, HandClock clock, SmtpSink sink, int connections) => new(
        DeliveryOptions.DefaultRelay,
        new SmtpMailer(
            new SmtpOptions { Host = "127.0.0.1", Port = sink.Port, Security = SmtpSecurity.None, Connections = connections, MailsPerConnection = 100_000 },
            TimeProvider.System),
        connections,
        agent.Get<HandOver>(),
        new RelayGuard(clock),
        clock,
        $"bench-{connections}",
        NullLogger<DeliveryPump>.Instance);

    private static async Task<double> DeliverAsync(DeliveryPump pump, int messages, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var moved = 0;
        while (moved < messages)
        {
            var more = await pump.PassAsync(cancellationToken);
            moved += more > 0 ? more : throw new InvalidOperationException($"The outbox was empty after {moved} messages.");
        }

        return moved / watch.Elapsed.TotalSeconds;
    }

    // In baseline everybody gets the first slot: half an hour into it, all are due.
    private static async Task FillAsync(BenchAgent agent, HandClock clock, int count, CancellationToken cancellationToken)
    {
        await Crowd.AddAsync(agent.Services, "person", count, cancellationToken);
        await Crowd.EnrollAsync(agent.Services, cancellationToken);
        await DrainAsync(agent.One<IPump, WhenPump>(), cancellationToken);
        clock.Advance(TimeSpan.FromHours(2.5));
        await DrainAsync(agent.One<IPump, WhichPump>(), cancellationToken);
    }

    private static async Task DrainAsync(IPump pump, CancellationToken cancellationToken)
    {
        while (await pump.PassAsync(cancellationToken) > 0)
        {
        }
    }

    /// <summary>Counts the commands that Npgsql sends, by its own meter.</summary>
    private sealed class CommandCount : IDisposable
    {
        private readonly MeterListener listener = new();
        private long count;

        public CommandCount()
        {
            listener.InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == "Npgsql" && instrument.Name == "db.client.operation.duration")
                {
                    l.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref count));
            listener.Start();
        }

        public long Count => Interlocked.Read(ref count);

        public void Dispose() => listener.Dispose();
    }
}
