using FollowUpAgent.Contacts;
using FollowUpAgent.Dispatch.Approvals;
using FollowUpAgent.Dispatch.Guards;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Hosting.Pumps;

namespace FollowUpAgent.Dispatch;

/// <summary>The room that plans: it draws what is due, fills the outbox and keeps the protocol of handing over.</summary>
internal static class DispatchModule
{
    /// <summary>Adds planning, outbox and recovery.</summary>
    public static void AddDispatch(this IServiceCollection services)
    {
        services.AddConfigured<DispatchOptions>(DispatchOptions.Section, o => o.Faults());
        services.AddSingleton<IPersonalData, DispatchPersonalData>();
        services.AddSingleton<SenderGuard>();
        services.AddSingleton<Progress>();
        services.AddSingleton<Versions>();
        services.AddSingleton<Allowances>();
        services.AddSingleton<GuardrailReview>();
        services.AddSingleton<IFaultSource, GuardrailReview.Source>();
        services.AddSingleton<MessageWriter>();
        services.AddSingleton<EditedTexts>();
        services.AddSingleton<Asking>();
        services.AddSingleton<ApprovalDesk>();
        services.AddSingleton<ChangeDesk>();
        services.AddSingleton<ApprovalReader>();
        services.AddSingleton<Planner>();
        services.AddSingleton<PlanStore>();
        services.AddSingleton<Planning>();
        services.AddSingleton<Endings>();
        services.AddSingleton<Confirmation>();
        services.AddSingleton<HandOver>();
        services.AddSingleton<StartUp>();
        services.AddHostedService(p => p.GetRequiredService<StartUp>());
        services.AddSingleton<IPump, WhenPump>();
        services.AddSingleton<IPump, WhichPump>();
        services.AddSingleton<IPump, RecoveryPump>();
        services.AddSingleton<IPump, StoppedPump>();
        services.AddSingleton<IPump, ApprovalPump>();
        services.AddSingleton<IJob, ContentJob>();
        services.AddSingleton<IPump, GuardPump>();
        services.AddSingleton<IHealthSign, OutboxSign>();
        services.AddSingleton<IHealthSign, SenderSign>();
        services.AddSingleton<IHealthSign, CircuitSign>();
    }
}
