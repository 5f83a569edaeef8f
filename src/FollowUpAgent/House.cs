using FollowUpAgent.Contacts;
using FollowUpAgent.Dashboard;
using FollowUpAgent.Decisions;
using FollowUpAgent.Delivery;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Dispatch.Approvals;
using FollowUpAgent.Events;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.LostLeads;
using FollowUpAgent.Messages;
using FollowUpAgent.Notices;
using FollowUpAgent.Notices.Webhooks;
using FollowUpAgent.Oversight;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Reports;
using FollowUpAgent.Rewards;
using FollowUpAgent.Scenarios;
using FollowUpAgent.Sequences;
using FollowUpAgent.Signals;
using FollowUpAgent.Storage;
using FollowUpAgent.Training;

namespace FollowUpAgent;

/// <summary>Builds the agent: the rooms in the order in which data walks through them.</summary>
internal static class House
{
    /// <summary>The agent in this folder, ready to be used or started.</summary>
    /// <param name="folder">Where it lives.</param>
    /// <param name="settings">Configuration laid over the file, by full key; or null.</param>
    /// <param name="replace">Puts other parts in place, as a simulation does with clock and chance; or null.</param>
    /// <exception cref="BrokenConfigurationException">The configuration has faults; all are listed.</exception>
    public static WebApplication Build(
        AgentFolder folder, IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? replace = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.UseAgentFolder(folder, settings);

        builder.Services.AddHosting(builder.Configuration);
        builder.Services.AddStorage();
        builder.Services.AddContacts();
        builder.Services.AddSignals();
        builder.Services.AddSequences();
        builder.Services.AddDecisions();
        builder.Services.AddMessages();
        builder.Services.AddOversight();
        builder.Services.AddDispatch();
        builder.Services.AddDelivery(builder.Configuration);
        builder.Services.AddEvents();
        builder.Services.AddRewards();
        builder.Services.AddTraining();
        builder.Services.AddScenarios();
        builder.Services.AddLostLeads();
        builder.Services.AddReports();
        builder.Services.AddNotices(builder.Configuration);
        builder.Services.AddDashboard();
        builder.Services.AddJobScheduler(builder.Configuration);
        replace?.Invoke(builder.Services);

        var app = builder.Build();
        app.Services.CheckConfiguration();
        app.UseHosting();
        app.MapEvents();
        app.MapDashboard();
        var api = app.MapApi();
        api.MapHealthApi();
        api.MapContacts();
        api.MapSequences();
        api.MapDecisions();
        api.MapTasks();
        api.MapPrivacy();
        api.MapApprovals();
        api.MapDirectives();
        api.MapEventsApi();
        api.MapScenarios();
        api.MapLostLeads();
        api.MapReports();
        api.MapWebhooks();
        return app;
    }
}
