using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Hosting.Pumps;

namespace FollowUpAgent.Notices;

/// <summary>The room that writes to the people who run the agent.</summary>
internal static class NoticesModule
{
    /// <summary>Adds the mails to owners of tasks, to those who may approve, and the weekly report to everybody.</summary>
    public static void AddNotices(this IServiceCollection services)
    {
        services.AddConfigured<NoticesOptions>(NoticesOptions.Section, o => o.Faults());
        services.AddSingleton<IPersonalData, NoticesPersonalData>();
        services.AddTransient<Postman>();
        services.AddSingleton<IPump, NoticePump>();
        services.AddSingleton<IJob, ApprovalNoticeJob>();
        services.AddTransient<ReportPost>();
        services.AddSingleton<IFaultSource, ReportPost.Source>();
        services.AddSingleton<IJob, ReportMailJob>();
    }
}
