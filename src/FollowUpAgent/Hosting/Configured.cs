namespace FollowUpAgent.Hosting;

/// <summary>Binds a room's options so that every fault of every room is listed at once when the agent starts.</summary>
internal static class Configured
{
    /// <summary>Binds a section as a singleton and adds its faults to the ones that stop the start.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="section">The configuration section, or null where the options name several sections of the root.</param>
    /// <param name="faults">Everything that is wrong with the bound options.</param>
    public static void AddConfigured<TOptions>(
        this IServiceCollection services, string? section, Func<TOptions, IServiceProvider, IEnumerable<Fault>> faults)
        where TOptions : class, new()
    {
        services.AddSteered(provider => Read<TOptions>(provider, section).Options);
        services.AddSingleton<IFaultSource>(new FaultSource<TOptions>(section, faults));
    }

    /// <summary>Binds a section whose faults need no other service.</summary>
    public static void AddConfigured<TOptions>(this IServiceCollection services, string? section, Func<TOptions, IEnumerable<Fault>> faults)
        where TOptions : class, new() => services.AddConfigured<TOptions>(section, (options, _) => faults(options));

    private static (TOptions Options, IReadOnlyList<Fault> Shape) Read<TOptions>(IServiceProvider provider, string? section)
        where TOptions : class, new()
    {
        var root = provider.GetRequiredService<IConfiguration>();
        var shape = section is null ? ConfigurationShape.FaultsFor<TOptions>(root) : ConfigurationShape.FaultsFor<TOptions>(root.GetSection(section));
        var rest = ConfigurationShape.Without(root, shape);
        return ((section is null ? rest : rest.GetSection(section)).Get<TOptions>() ?? new TOptions(), shape);
    }

    private sealed class FaultSource<TOptions>(string? section, Func<TOptions, IServiceProvider, IEnumerable<Fault>> faults) : IFaultSource
        where TOptions : class, new()
    {
        public IEnumerable<string> Sections => section is null ? typeof(TOptions).GetProperties().Select(p => p.Name) : [section];

        public IEnumerable<Fault> Find(IServiceProvider house)
        {
            var (options, shape) = Read<TOptions>(house, section);
            // What could not be read is missing now; saying so would name the same mistake twice.
            return [.. shape, .. faults(options, house).Where(fault => shape.All(other => other.Key != fault.Key))];
        }
    }
}

/// <summary>Something that can list what is wrong with its part of the configuration.</summary>
internal interface IFaultSource
{
    /// <summary>The sections of the file that it reads.</summary>
    IEnumerable<string> Sections { get; }

    /// <summary>Everything that is wrong, or nothing.</summary>
    /// <param name="house">The house with the configuration to look at: the agent's own, or one with directives over it.</param>
    IEnumerable<Fault> Find(IServiceProvider house);
}

/// <summary>The configuration is broken: the agent does not start. Holds every fault.</summary>
internal sealed class BrokenConfigurationException(IReadOnlyList<Fault> faults)
    : Exception("The configuration has faults:" + Environment.NewLine + string.Join(Environment.NewLine, faults.Select(f => "  " + f)))
{
    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<Fault> Faults { get; } = faults;
}
