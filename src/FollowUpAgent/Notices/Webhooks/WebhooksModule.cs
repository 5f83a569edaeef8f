using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Notices.Webhooks;

/// <summary>The part of the room that tells other programs what happens.</summary>
internal static class WebhooksModule
{
    /// <summary>Adds what makes deliveries, and a pump for each endpoint.</summary>
    public static void AddWebhooks(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<WebhookEndpoints>();
        services.AddSingleton<WebhookBody>();
        services.AddSingleton<WebhookPost>();
        services.AddSingleton<WebhookDesk>();
        services.AddSingleton<IPersonalData, WebhooksPersonalData>();
        services.AddSingleton<IHealthSign, WebhooksSign>();
        services.AddSingleton<IJob, WebhookHousekeepingJob>();
        services.AddSingleton<IPump, NewsPump>();
        foreach (var endpoint in configuration.GetSection($"{NoticesOptions.Section}:{nameof(NoticesOptions.Webhooks)}").GetChildren())
        {
            services.AddSingleton<IPump>(provider => PumpFor(endpoint.Key, provider));
        }
    }

    private static WebhookPump PumpFor(string endpoint, IServiceProvider provider) => new(
        endpoint,
        provider.GetRequiredService<Database>(),
        provider.GetRequiredService<WebhookEndpoints>(),
        provider.GetRequiredService<WebhookPost>(),
        provider.GetRequiredService<Chance>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<WebhookPump>>());
}
