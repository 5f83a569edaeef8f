using System.Security.Cryptography;
using System.Text;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Oversight.Directives;

/// <summary>
/// What holds at one moment: the configuration with the directives in force over it. Immutable; whoever works on a batch takes one and keeps
/// it. Any part added by <see cref="SteeredParts.AddSteered"/> can be asked for.
/// </summary>
internal sealed class Steering
{
    private const int VersionLength = 8;
    private readonly IServiceProvider house;
    private readonly string? version;

    private Steering(IServiceProvider house, IReadOnlyList<Directive> inForce, IReadOnlyList<SetAside> setAside, string? version) =>
        (this.house, InForce, SetAside, this.version) = (house, inForce, setAside, version);

    /// <summary>The directives that lie over the configuration, in their order.</summary>
    public IReadOnlyList<Directive> InForce { get; }

    /// <summary>Directives that would be in force, but do not go with the configuration any more.</summary>
    public IReadOnlyList<SetAside> SetAside { get; }

    /// <summary>What the outcomes are worth now.</summary>
    public OutcomeCatalog Outcomes => Get<OutcomeCatalog>();

    /// <summary>Sequences, senders and limits, with the caps that hold now.</summary>
    public SequenceCatalog Sequences => Get<SequenceCatalog>();

    /// <summary>What is paused now.</summary>
    public Pauses Pauses => Get<Pauses>();

    /// <summary>A part of the house as it is now: options, or what was added by <see cref="SteeredParts.AddSteered"/>.</summary>
    public T Get<T>()
        where T : notnull => house.GetRequiredService<T>();

    /// <summary>The same for a type that is known at run time only.</summary>
    public object Get(Type type) => house.GetRequiredService(type);

    /// <summary>What the ledger stores: the version of the catalog, and where directives are in force a mark of what they make of the configuration.</summary>
    public string VersionOver(string catalog) => version is null ? catalog : $"{catalog}+{version}";

    /// <summary>The configuration alone.</summary>
    public static Steering Of(IServiceProvider house, IReadOnlyList<SetAside> setAside) => new(house, [], setAside, null);

    /// <summary>The configuration with directives over it.</summary>
    public static Steering Of(IServiceProvider house, IConfiguration overlaid, IReadOnlyList<Directive> inForce, IReadOnlyList<SetAside> setAside) =>
        new(house, inForce, setAside, VersionOf(overlaid, inForce));

    private static string VersionOf(IConfiguration overlaid, IReadOnlyList<Directive> inForce)
    {
        var lines = overlaid.AsEnumerable().Where(v => v.Value is not null && SteerableKeys.IsInSection(v.Key)).Select(v => $"{v.Key}={v.Value}")
            .Order(StringComparer.OrdinalIgnoreCase).Concat(inForce.Select(d => $"{d.Id}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))))[..VersionLength];
    }
}

/// <summary>A directive that cannot be laid over the configuration as it is now, and why. It has no effect.</summary>
internal sealed record SetAside(Directive Directive, IReadOnlyList<Fault> Faults);
