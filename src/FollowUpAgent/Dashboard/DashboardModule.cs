using FollowUpAgent.Dashboard.Approvals;
using FollowUpAgent.Dashboard.Forms;
using FollowUpAgent.Dashboard.Leads;
using FollowUpAgent.Dashboard.Learned;
using FollowUpAgent.Dashboard.Ledger;
using FollowUpAgent.Dashboard.Mailboxes;
using FollowUpAgent.Dashboard.Outlooks;
using FollowUpAgent.Dashboard.Persons;
using FollowUpAgent.Dashboard.Plans;
using FollowUpAgent.Dashboard.Tasks;
using FollowUpAgent.Dashboard.Today;
using FollowUpAgent.Dashboard.Weeks;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Listeners;

namespace FollowUpAgent.Dashboard;

/// <summary>The room that shows people what the agent does: pages rendered on the server, live numbers by server-sent events.</summary>
internal static class DashboardModule
{
    /// <summary>Adds the pages. Nothing of them is made before somebody looks.</summary>
    public static void AddDashboard(this IServiceCollection services)
    {
        services.AddConfigured<DashboardOptions>(DashboardOptions.Section, o => o.Faults());
        services.AddSingleton<Doorkeeper>();
        services.AddSingleton<PageRenderer>();
        services.AddSingleton<Curves>();
        services.AddSingleton<Rehearsal>();
        services.AddSingleton<LiveFeed>();
        services.AddSingleton<LiveStreams>();
        services.AddSingleton<OutgoingReader>();
        services.AddSingleton<TodayReader>();
        services.AddSingleton<HomeReader>();
        services.AddSingleton<PauseForms>();
        services.AddSingleton<PausePages>();
        services.AddSingleton<PlanPages>();
        services.AddSingleton<PersonReader>();
        services.AddSingleton<PersonPages>();
        services.AddSingleton<TaskPageReader>();
        services.AddSingleton<TaskPages>();
        services.AddSingleton<DecisionReader>();
        services.AddSingleton<LedgerReader>();
        services.AddSingleton<LearningReader>();
        services.AddSingleton<ScenarioPages>();
        services.AddSingleton<LeadPages>();
        services.AddSingleton<WeekPages>();
        services.AddSingleton<MailboxReader>();
        services.AddSingleton<FormGuard>();
        services.AddSingleton<PageDesk>();
        services.AddSingleton<ApprovalPageReader>();
        services.AddSingleton<ApprovalPages>();
    }

    /// <summary>Maps the pages, on the private listener alone.</summary>
    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").AnswerOn(Listener.Private).AddEndpointFilter<Doorkeeper>();
        pages.MapPages();
        pages.MapApprovalPages();
        pages.MapGet("/live", (HttpContext context, LiveStreams streams) => streams.ServeAsync(context));
        pages.MapAssets();
    }
}
