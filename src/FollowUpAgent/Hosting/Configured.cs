using Microsoft.Extensions.Options;

namespace FollowUpAgent.Hosting;

/// <summary>Binds a room's options so that every fault of every room is listed at once when the agent starts.</summary>
internal static class Configured
{
    /// <summary>Binds a section and adds its faults to the ones that stop the start.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="section">The configuration section, or null for the root.</param>
    /// <param name="faults">Everything that is wrong with the bound options.</param>
    public static void AddConfigured<TOptions>(
        this IServiceCollection services, string? section, Func<TOptions, IServiceProvider, IEnumerable<Fault>> faults)
        where TOptions : class
    {
        var builder = services.AddOptions<TOptions>();
        builder.Configure<IConfiguration>((options, configuration) =>
        {
            // A misspelt key would silently keep the default: it is a fault instead.
            var source = section is null ? configuration : configuration.GetSection(section);
            source.Bind(options, binder => binder.ErrorOnUnknownConfiguration = section is not null);
        });
        services.AddSingleton<IFaultSource>(provider => new FaultSource<TOptions>(section, provider, faults));
    }

    /// <summary>Binds a section whose faults need no other service.</summary>
    public static void AddConfigured<TOptions>(this IServiceCollection services, string? section, Func<TOptions, IEnumerable<Fault>> faults)
        where TOptions : class => services.AddConfigured<TOptions>(section, (options, _) => faults(options));

    private sealed class FaultSource<TOptions>(
        string? section, IServiceProvider provider, Func<TOptions, IServiceProvider, IEnumerable<Fault>> faults) : IFaultSource
        where TOptions : class
    {
        public IEnumerable<Fault> Find()
        {
            TOptions options;
            try
            {
                options = provider.GetRequiredService<IOptions<TOptions>>().Value;
            }
            catch (InvalidOperationException e)
            {
                // The binder's own words: it names the key and what it could not convert or did not know.
                return [new Fault(section ?? "appsettings.json", null, $"values that can be read ({Words(e)})")];
            }

            return faults(options, provider);
        }

        private static string Words(InvalidOperationException e) => e.InnerException is FormatException inner ? inner.Message : e.Message;
    }
}

/// <summary>Something that can list what is wrong with its part of the configuration.</summary>
internal interface IFaultSource
{
    /// <summary>Everything that is wrong, or nothing.</summary>
    IEnumerable<Fault> Find();
}

/// <summary>The configuration is broken: the agent does not start. Holds every fault.</summary>
internal sealed class BrokenConfigurationException(IReadOnlyList<Fault> faults)
    : Exception("The configuration has faults:" + Environment.NewLine + string.Join(Environment.NewLine, faults.Select(f => "  " + f)))
{
    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<Fault> Faults { get; } = faults;
}
