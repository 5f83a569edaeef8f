using FollowUpAgent.Contacts;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Delivery;

/// <summary>The room through which mails leave: into a folder, or by SMTP once <c>Delivery:Live</c> is true.</summary>
internal static class DeliveryModule
{
    /// <summary>Adds a pump for each relay that a sender uses.</summary>
    public static void AddDelivery(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddConfigured<DeliveryOptions>(DeliveryOptions.Section, (o, provider) => o.Faults(RelaysOf(provider.GetRequiredService<IConfiguration>())));
        services.AddSingleton<IPersonalData, DeliveryPersonalData>();
        services.AddSingleton<Mailers>();
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
        var clock = provider.GetRequiredService<TimeProvider>();
        var (mailer, connections) = provider.GetRequiredService<Mailers>().For(relay);
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

    private static string WorkerName { get; } = $"{Environment.MachineName}/{Environment.ProcessId}";
}
