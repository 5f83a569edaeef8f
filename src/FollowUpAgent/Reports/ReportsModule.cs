using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Reports.Reasons;
using FollowUpAgent.Reports.Silences;

namespace FollowUpAgent.Reports;

/// <summary>The room that tells people what a week brought.</summary>
internal static class ReportsModule
{
    /// <summary>Adds the report and its weekly job.</summary>
    public static void AddReports(this IServiceCollection services)
    {
        services.AddConfigured<ReportsOptions>(ReportsOptions.Section, o => o.Faults());
        services.AddSingleton<ExplanationReader>();
        services.AddSingleton<WhyReader>();
        services.AddSingleton<PeopleReader>();
        services.AddSingleton<ForecastReader>();
        services.AddSingleton<WorkerWatch>();
        services.AddSingleton<PlanSilence>();
        services.AddSingleton<CapacitySilence>();
        services.AddSingleton<SilenceReader>();
        services.AddSingleton<ReportMaker>();
        services.AddSingleton<ReportDesk>();
        services.AddSingleton<IJob, WeeklyReportJob>();
        services.AddSingleton<IHealthSign, GroupSign>();
    }
}
