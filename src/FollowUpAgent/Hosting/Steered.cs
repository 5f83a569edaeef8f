using System.Collections.Concurrent;

namespace FollowUpAgent.Hosting;

/// <summary>A part of the house that is made from configuration alone, so that it can be made again from another one.</summary>
/// <param name="Type">What the part is asked for by.</param>
/// <param name="Make">Makes it from the parts that it needs.</param>
internal sealed record Steered(Type Type, Func<IServiceProvider, object> Make);

/// <summary>Adds parts that follow what people decide while the agent runs.</summary>
internal static class SteeredParts
{
    /// <summary>
    /// Adds a singleton made from options, which is made again where directives lie over the configuration. It may ask for options and for
    /// other steered parts; whatever else it asks for is the house's own.
    /// </summary>
    public static void AddSteered<T>(this IServiceCollection services, Func<IServiceProvider, T> make)
        where T : class
    {
        services.AddSingleton(make);
        services.AddSingleton(new Steered(typeof(T), make));
    }
}

/// <summary>The house under another configuration: options and steered parts are made from it, once; everything else is the house's own. Thread-safe.</summary>
internal sealed class SteeredHouse(IServiceProvider house, IConfiguration configuration) : IServiceProvider
{
    private readonly ConcurrentDictionary<Type, object?> made = [];

    /// <inheritdoc />
    public object? GetService(Type serviceType) => serviceType == typeof(IConfiguration) ? configuration : made.GetOrAdd(serviceType, Make);

    /// <summary>Everything that is wrong under this configuration, found by the same rules as at the start.</summary>
    public IReadOnlyList<Fault> FindFaults() => [.. house.GetServices<IFaultSource>().SelectMany(room => room.Find(this)).Distinct()];

    private object? Make(Type type) =>
        house.GetServices<Steered>().FirstOrDefault(part => part.Type == type) is { } steered ? steered.Make(this) : house.GetService(type);
}
