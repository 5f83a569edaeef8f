using FollowUpAgent.Contacts;
using FollowUpAgent.Events.Bounces;
using FollowUpAgent.Events.Effects;
using FollowUpAgent.Events.Machines;
using FollowUpAgent.Events.Mail;
using FollowUpAgent.Events.Providers;
using FollowUpAgent.Events.Quarantine;
using FollowUpAgent.Events.Replies;
using FollowUpAgent.Events.Visits;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Hosting.Pumps;

namespace FollowUpAgent.Events;

/// <summary>The room that hears: public endpoints, the inbox, and what follows from an event.</summary>
internal static class EventsModule
{
    /// <summary>Adds the inbox and its pump.</summary>
    public static void AddEvents(this IServiceCollection services)
    {
        services.AddConfigured<WebhooksOptions>(WebhooksOptions.Section, (o, p) => o.Faults(p.GetServices<IEventProvider>()));
        services.AddConfigured<EventsOptions>(EventsOptions.Section, o => o.Faults());
        foreach (var provider in AllProviders.Create())
        {
            services.AddSingleton(provider);
        }

        services.AddSingleton(p => new SnsDoor(SnsDoor.Outside(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ProviderDoor>();
        services.AddSingleton<IMailReader, MimeReader>();
        services.AddSingleton<MailSecrets>();
        services.AddSingleton(new Flood(TimeProvider.System));
        services.AddSingleton<InboxWriter>();
        services.AddSingleton<Intake>();
        services.AddSingleton<QuarantineDoor>();
        services.AddSingleton<IPump, QuarantinePump>();
        services.AddSingleton<ReplyReaders>();
        services.AddHostedService<ReplyWarmUp>();
        services.AddSingleton<ReplyDesk>();
        services.AddSingleton(p => new Readers(
            p.GetServices<IEventProvider>(), p.GetRequiredService<IMailReader>(), () => p.GetRequiredService<ReplyReaders>().Current));
        services.AddSingleton<Colleagues>();
        services.AddSingleton<Absences>();
        services.AddSingleton<OwnMail>();
        services.AddSingleton<ReplyEffects>();
        services.AddSingleton<EventEffects>();
        services.AddSingleton<BounceEffects>();
        services.AddSingleton<MachineMarks>();
        services.AddSingleton<EventLookup>();
        services.AddSingleton<VisitTokens>();
        services.AddSingleton<VisitDoor>();
        services.AddSingleton<VisitIntake>();
        services.AddSingleton<EventMaking>();
        services.AddSingleton<EventIntake>();
        services.AddSingleton<Unsubscriber>();
        services.AddSingleton<MailedTemplates>();
        services.AddSingleton<TrackingPump>();
        services.AddSingleton<IPump>(p => p.GetRequiredService<TrackingPump>());
        services.AddSingleton<IPump, EventPump>();
        services.AddSingleton<IPump, MachinePump>();
        services.AddSingleton<IPersonalData, EventsPersonalData>();
        services.AddSingleton<IPersonalData, RepliesPersonalData>();
        services.AddSingleton<IJob, HousekeepingJob>();
        services.AddSingleton<IHealthSign, EventsSign>();
        services.AddWebhookLimit();
        // Its lines hold the path, and some of our paths hold a secret or a token.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning));
    }

    /// <summary>Maps the public endpoints.</summary>
    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        routes.MapEventEndpoint();
        routes.MapProviders();
        routes.MapMail();
        routes.MapUnsubscribe();
        routes.MapTracking();
        routes.MapVisits();
    }
}
