using FollowUpAgent.Hosting.Jobs;

namespace FollowUpAgent.Training;

/// <summary>The room that learns from rewards and hands on snapshots.</summary>
internal static class TrainingModule
{
    /// <summary>Adds the trainer and its nightly job.</summary>
    public static void AddTraining(this IServiceCollection services)
    {
        services.AddSingleton<Trainer>();
        services.AddSingleton<IJob, RetrainJob>();
    }
}
