using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Training.Calibrating;
using FollowUpAgent.Training.Challenges;

namespace FollowUpAgent.Training;

/// <summary>The room that learns from rewards and hands on snapshots.</summary>
internal static class TrainingModule
{
    /// <summary>Adds the trainer and its nightly job.</summary>
    public static void AddTraining(this IServiceCollection services)
    {
        services.AddSingleton<Trainer>();
        services.AddSingleton<CalibrationPass>();
        services.AddSingleton<ChallengerMaking>();
        services.AddSingleton<Evidence>();
        services.AddSingleton<GateRecord>();
        services.AddSingleton<Gatekeeper>();
        services.AddSingleton<Retraining>();
        services.AddSingleton<IJob, RetrainJob>();
        services.AddSingleton<IHealthSign, DriftSign>();
        services.AddSingleton<IHealthSign, RecipeSign>();
    }
}
