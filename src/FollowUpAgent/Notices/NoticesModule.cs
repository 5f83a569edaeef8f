using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Notices.Webhooks;

namespace FollowUpAgent.Notices;

/// <summary>The room that writes to the people who run the agent, and tells other programs what happens.</summary>
internal static class NoticesModule
{
    /// <summary>Adds the mails to owners of tasks, to those who may approve, the weekly report to everybody, and webhooks.</summary>
    public static void AddNotices(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddConfigured<NoticesOptions>(NoticesOptions.Section, o => o.Faults());
        services.AddSingleton<IPersonalData, NoticesPersonalData>();
        services.AddTransient<Postman>();
        services.AddSingleton<IPump, NoticePump>();
        services.AddSingleton<IJob, ApprovalNoticeJob>();
        services.AddTransient<ReportPost>();
        services.AddSingleton<IFaultSource, ReportPost.Source>();
        services.AddSingleton<IJob, ReportMailJob>();
        services.AddWebhooks(configuration);
    }
}
