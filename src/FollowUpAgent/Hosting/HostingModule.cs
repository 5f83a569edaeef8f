using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Hosting.Listeners;
using FollowUpAgent.Hosting.Pumps;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FollowUpAgent.Hosting;

/// <summary>The room that everything stands on: configuration, clock, ids, keys, doors, the loop and the jobs.</summary>
internal static class HostingModule
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(90);

    /// <summary>Reads the agent's configuration: its appsettings.json, user secrets, then environment variables, then what the caller lays over them.</summary>
    public static void UseAgentFolder(
        this WebApplicationBuilder builder, AgentFolder folder, IReadOnlyDictionary<string, string?>? settings)
    {
        builder.Configuration.Sources.Clear();
        AddSettingsFile(builder.Configuration, folder.SettingsFile);
        builder.Configuration
            .AddUserSecrets(typeof(HostingModule).Assembly, optional: true)
            .AddEnvironmentVariables("FOLLOWUP_")
            .AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.Services.AddSingleton(folder);
    }

    /// <summary>Adds what every room needs.</summary>
    public static void AddHosting(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddConfigured<ListenersOptions>(ListenersOptions.Section, o => o.Faults());
        services.AddConfigured<SecurityOptions>(SecurityOptions.Section, o => o.Faults());
        services.AddConfigured<ApiOptions>(ApiOptions.Section, o => o.Faults());
        services.AddSingleton(new BusinessClock(TimeProvider.System));
        services.AddSingleton<TimeProvider>(p => p.GetRequiredService<BusinessClock>());
        services.AddSingleton<Chance, SecureChance>();
        services.AddSingleton<IdSource>();
        services.AddSingleton(OpenKeys);
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<Pages>();
        services.AddSingleton<Idempotency>();
        services.AddApiLimits();
        services.AddApiProblems();
        services.AddApiJson();
        services.AddApiDocument();
        services.AddSingleton<PumpLoop>();
        services.AddHostedService(p => p.GetRequiredService<PumpLoop>());
        services.AddSingleton<JobRunner>();
        services.AddHostedService<OverdueAtStart>();
        services.AddSingleton<IHealthSign, PumpSign>();
        services.Configure<HostOptions>(o => o.ShutdownTimeout = LongestStop);
        services.Configure<KestrelServerOptions>(kestrel => Bound(kestrel, configuration));
    }

    /// <summary>Puts the doors, limits and health endpoints in place.</summary>
    public static void UseHosting(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseApiProblems();
        app.UseRouting();
        app.UseListenerDoors();
        app.UseRateLimiter();
        app.UseApiDoor();
        app.UseIdempotency();
        app.MapHealth();
    }

    /// <summary>Lists every fault of every room at once.</summary>
    /// <exception cref="BrokenConfigurationException">There is at least one.</exception>
    public static void CheckConfiguration(this IServiceProvider services)
    {
        var rooms = services.GetServices<IFaultSource>().ToList();
        var faults = UnknownSections.In(services.GetRequiredService<AgentFolder>(), rooms).Concat(rooms.SelectMany(s => s.Find(services))).Distinct().ToList();
        if (faults.Count > 0)
        {
            throw new BrokenConfigurationException(faults);
        }
    }

    private static void AddSettingsFile(IConfigurationManager configuration, string file)
    {
        try
        {
            configuration.AddJsonFile(Path.GetFullPath(file), optional: true, reloadOnChange: false);
        }
        catch (InvalidDataException e)
        {
            // The inner message holds line and place, or the key that is there twice.
            throw new BrokenConfigurationException([new Fault(file, e.GetBaseException().Message, "JSON; comments and a last comma are allowed")]);
        }
    }

    private static KeyRing OpenKeys(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<SecurityOptions>();
        var folder = provider.GetRequiredService<AgentFolder>();
        return options.MasterKey is not null
            ? KeyRing.Parse(options.MasterKey, $"{SecurityOptions.Section}:{nameof(SecurityOptions.MasterKey)}")
            : KeyRing.LoadOrCreate(Path.GetFullPath(folder.MasterKeyFile), provider.GetRequiredService<Chance>());
    }

    private static void Bound(KestrelServerOptions kestrel, IConfiguration configuration)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = ApiGroup.MostBodyBytes;
        kestrel.Limits.MaxConcurrentConnections = 1_000;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.BindListeners(configuration.GetSection(ListenersOptions.Section).Get<ListenersOptions>() ?? new ListenersOptions());
    }
}
