using FollowUpAgent.Contacts;
using FollowUpAgent.Delivery.Folder;
using FollowUpAgent.Delivery.Smtp;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Delivery;

/// <summary>The room through which mails leave: into a folder, or by SMTP once <c>Delivery:Live</c> is true.</summary>
internal static class DeliveryModule
{
    // Files need no queue of lines; a few at a time keep the disk busy.
    private const int FolderConnections = 4;

    /// <summary>Adds a pump for each relay that a sender uses.</summary>
    public static void AddDelivery(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddConfigured<DeliveryOptions>(DeliveryOptions.Section, (o, provider) => o.Faults(RelaysOf(provider.GetRequiredService<IConfiguration>())));
        services.AddSingleton<IPersonalData, DeliveryPersonalData>();
        foreach (var relay in RelaysOf(configuration))
        {
            services.AddSingleton<IPump>(provider => PumpFor(relay, provider));
        }
    }

    private static IReadOnlyList<string> RelaysOf(IConfiguration configuration) =>
    [
        .. configuration.GetSection(nameof(SequencesOptions.Senders)).GetChildren()
            .Select(sender => sender[nameof(SenderOptions.Relay)] ?? DeliveryOptions.DefaultRelay)
            .Distinct(StringComparer.Ordinal),
    ];

    private static DeliveryPump PumpFor(string relay, IServiceProvider provider)
    {
        var options = provider.GetRequiredService<DeliveryOptions>();
        var clock = provider.GetRequiredService<TimeProvider>();
        var (mailer, connections) = MailerFor(relay, options, provider);
        return new DeliveryPump(
            relay,
            mailer,
            connections,
            provider.GetRequiredService<HandOver>(),
            new RelayGuard(clock),
            clock,
            WorkerName,
            provider.GetRequiredService<ILogger<DeliveryPump>>());
    }

    private static (IMailer Mailer, int Connections) MailerFor(string relay, DeliveryOptions options, IServiceProvider provider)
    {
        if (!options.Live)
        {
            return (new FolderMailer(provider.GetRequiredService<AgentFolder>().Resolve(options.MailFolder)), FolderConnections);
        }

        var smtp = options.Relays[relay];
        // Time limits of a dialogue are the machine's: a simulated clock must not hang up on a real server.
        return (new SmtpMailer(smtp, TimeProvider.System), smtp.Connections);
    }

    private static string WorkerName { get; } = $"{Environment.MachineName}/{Environment.ProcessId}";
}
