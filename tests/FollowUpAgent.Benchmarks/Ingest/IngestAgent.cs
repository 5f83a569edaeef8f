using System.Security.Cryptography;
using FollowUpAgent.Benchmarks.Ground;
using FollowUpAgent.Events;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.Benchmarks.Ingest;

/// <summary>The agent that is posted to: a folder, a PostgreSQL of its own, contacts who were mailed.</summary>
internal sealed class IngestAgent
{
    /// <summary>The own source's path.</summary>
    public const string Own = "/hooks/events/shop";

    /// <summary>Resend's path: one event a post, signed by Svix.</summary>
    public const string Resend = "/hooks/resend/resend";

    /// <summary>SendGrid's path: many events a post, signed by ECDSA.</summary>
    public const string SendGrid = "/hooks/sendgrid/sendgrid";

    /// <summary>What own source and Resend sign with.</summary>
    public const string Secret = "whsec_aW5nZXN0LWJlbmNobWFyay1zaWduaW5nLWtleS0wMQ==";

    /// <summary>What SendGrid signs with.</summary>
    public static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static readonly string[] Week = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    /// <summary>Writes the folder.</summary>
    public static Task<AgentFolder> WriteAsync(string root, object storage, int port) => BenchAgent.WriteAsync(
        root,
        storage,
        Worker.Listening(port, new
        {
            Senders = new { anna = new { Name = "Anna", Address = "anna@acme.test", PerDay = 100_000 } },
            Limits = new { PerDomainPerDay = 1_000_000 },
            Groups = new { Treatment = 0, Control = 0, Baseline = 1 },
            Webhooks = new
            {
                Sources = new { shop = new { Secrets = new[] { Secret } } },
                Providers = new
                {
                    resend = new { Provider = "resend", Secrets = new[] { Secret } },
                    sendgrid = new { Provider = "sendgrid", Secrets = new[] { Convert.ToBase64String(Key.ExportSubjectPublicKeyInfo()) } },
                },
            },
            Sequences = new
            {
                hello = new
                {
                    DayOffsets = new[] { 0 },
                    SendWindow = new { Days = Week, From = "00:00", Until = "24:00" },
                    PartsOfDay = new[] { new { Key = "day", From = "00:00", Until = "24:00" } },
                    Steps = new[] { new { Key = "first", Wait = "00:00:00", Variants = new[] { new { Key = "plain", Template = "plain" } } } },
                },
            },
        }),
        new Dictionary<string, string>
        {
            ["hello/plain.en.md"] =
                """
                ---
                subject: Something for {{fallback firstName "you"}}
                ---
                Hello {{fallback firstName "there"}}, this week we have [new arrivals](https://acme.test/new).

                Anna
                """,
        });

    /// <summary>Mails so many people, a day ago, into the folder of mails.</summary>
    /// <returns>Their messages.</returns>
    public static async Task<List<Guid>> MailAsync(BenchAgent agent, HandClock clock, int people, CancellationToken cancellationToken)
    {
        await Crowd.AddAsync(agent.Services, "person", people, cancellationToken);
        await Crowd.EnrollAsync(agent.Services, cancellationToken);
        var pumps = agent.Services.GetServices<IPump>().Where(p => p is not (EventPump or TrackingPump)).ToList();
        for (var hour = 0; hour < 24; hour++, clock.Advance(TimeSpan.FromHours(1)))
        {
            while (await RunAsync(pumps, cancellationToken) > 0)
            {
                // Until nobody moves anything any more.
            }
        }

        return await agent.QueryAsync<Guid>("SELECT id FROM message WHERE state = 'sent' ORDER BY id");
    }

    private static async Task<int> RunAsync(IEnumerable<IPump> pumps, CancellationToken cancellationToken)
    {
        var moved = 0;
        foreach (var pump in pumps)
        {
            moved += await pump.PassAsync(cancellationToken);
        }

        return moved;
    }
}
